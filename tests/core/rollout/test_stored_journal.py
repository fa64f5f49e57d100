from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import ConfigurationError
from sallyport.core.rollout.stored_journal import read_journal
from sallyport.core.sessions.journal_lines import (
    VERSION,
    CallLine,
    EndLine,
    SeedLine,
    SessionLine,
    decode_line,
    encode_line,
)

if TYPE_CHECKING:
    from pathlib import Path

SESSION = SessionLine(
    n=0,
    version=VERSION,
    at=1.0,
    session_id="s",
    environment="math",
    world="math_with_code",
    seed=7,
    task=None,
)


def call(n: int, arguments: bytes = b"{}") -> CallLine:
    seen = msgspec.Raw(b'{"output":1}')
    raw = msgspec.Raw(arguments)
    return CallLine(n=n, at=1.0, tool="t", arguments=raw, status="ok", observation=seen)


WHOLE = [
    encode_line(line)
    for line in (
        SESSION,
        call(1),
        SeedLine(n=2, at=1.0, restarted=True),
        call(3),
        EndLine(n=4, at=2.0, state="closed", reason="it was closed."),
    )
]


def read(tmp_path: Path, lines: list[bytes]) -> tuple[list[int], str]:
    path = tmp_path / "s.jsonl"
    path.write_bytes(b"".join(lines))
    stored = read_journal(path)
    assert stored.session == SESSION
    return [step.n for step in stored.steps], stored.missing


@given(st.text(), st.text())
def test_a_line_is_one_line_and_is_read_back(text: str, more: str) -> None:
    try:
        value = msgspec.json.encode({"text": text, "more": more})
    except UnicodeEncodeError:
        return
    spread = b"{\n" + value[1:-1] + b"\r\n}"
    encoded = encode_line(call(1, spread))
    assert encoded.count(b"\n") == 1
    assert encoded.endswith(b"\n")
    line = decode_line(encoded)
    assert isinstance(line, CallLine)
    assert msgspec.json.decode(line.arguments) == {"text": text, "more": more}


def test_a_whole_journal_is_read_without_its_end(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == ([1, 2, 3], "")
    assert read(tmp_path, WHOLE[:-1]) == ([1, 2, 3], ""), "its server may have been killed"


def test_it_is_read_up_to_the_first_line_that_is_missing(tmp_path: Path) -> None:
    assert read(tmp_path, [*WHOLE[:2], *WHOLE[3:]]) == ([1], "lines 2 to 2 are missing")
    torn = [*WHOLE[:2], WHOLE[2][:10], b"\n", WHOLE[3]]
    assert read(tmp_path, torn) == ([1], "lines 2 to 2 are missing")
    assert read(tmp_path, [*WHOLE[:3], WHOLE[3][:-5]]) == ([1, 2], "lines 3 are missing")


@pytest.mark.parametrize(
    "lines",
    [[], [b"\n"], [b"nonsense\n"], [b"{}\n"], [b'{"kind":"x"}\n'], [b"\xff\xfe\n"], [b"[" * 9000]],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, lines: list[bytes]) -> None:
    with pytest.raises(ConfigurationError, match="is no journal of a session"):
        read(tmp_path, lines)
    with pytest.raises(ConfigurationError, match="is no journal of a session"):
        read(tmp_path, WHOLE[1:])


def test_a_journal_of_another_version_is_refused(tmp_path: Path) -> None:
    later = msgspec.structs.replace(SESSION, version=VERSION + 1)
    with pytest.raises(ConfigurationError, match=f"version {VERSION + 1}"):
        read(tmp_path, [encode_line(later)])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_journal(tmp_path / "none")
