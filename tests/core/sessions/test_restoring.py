"""What must be the same when a call is made again, and what may differ; see also test_recovery."""

from __future__ import annotations

import msgspec
import pytest

from sallyport.core.sessions.restoring import comparable


def shown(**fields: object) -> bytes:
    usual = {"status": "ok", "error_message": None, "stdout": "", "duration_s": 0.1}
    return msgspec.json.encode({**usual, **fields})


@pytest.mark.parametrize("status", ["memory_limit", "process_limit", "file_limit"])
def test_how_much_was_in_use_is_never_the_same_twice(status: str) -> None:
    first, again = (shown(status=status, error_message=f"peak use {n} MB") for n in (5, 6))
    assert comparable(first) == comparable(again)
    assert comparable(first) != comparable(shown(status=status, stdout="more"))


@pytest.mark.parametrize("status", ["error", "timeout", "cpu_limit", "recursion_limit"])
def test_any_other_message_is_what_the_program_did(status: str) -> None:
    first, other = (shown(status=status, error_message=text) for text in ("a", "b"))
    assert comparable(first) != comparable(other)


def test_durations_and_addresses_may_differ_and_nothing_else() -> None:
    first = shown(duration_s=0.1, result="<object at 0x7f00>")
    assert comparable(first) == comparable(shown(duration_s=2.5, result="<object at 0x12ab>"))
    assert comparable(first) != comparable(shown(result="<object at home>"))
    assert comparable(b"not JSON") != comparable(b"nor this")
