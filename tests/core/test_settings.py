from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sallyport.core.settings import (
    FRAME_SLACK_BYTES,
    MIB,
    CallSettings,
    LimitSettings,
    ServerSettings,
)


def test_the_defaults_keep_their_own_rules() -> None:
    defaults = ServerSettings()
    assert msgspec.convert(msgspec.to_builtins(defaults), ServerSettings) == defaults


def test_a_frame_holds_any_body_that_is_taken() -> None:
    assert CallSettings().max_frame_bytes >= 2 * CallSettings().max_body_bytes >= MIB


def test_a_frame_that_would_not_hold_a_body_is_refused() -> None:
    body = CallSettings().max_body_bytes
    assert CallSettings(max_frame_bytes=body + FRAME_SLACK_BYTES)
    with pytest.raises(ValueError, match=r"calls\.max_frame_bytes is .*at least .*max_body_bytes"):
        CallSettings(max_frame_bytes=body + FRAME_SLACK_BYTES - 1)


def test_a_session_has_room_for_ourselves_and_its_own() -> None:
    assert LimitSettings().processes >= 36 + 3
    assert LimitSettings().file_bytes <= LimitSettings().scratch_bytes


def test_an_idle_connection_stays_open_twice_as_long_as_clients_reuse_theirs() -> None:
    assert ServerSettings().keep_alive_s >= 30
    with pytest.raises(msgspec.ValidationError, match="keep_alive_s"):
        msgspec.convert({"keep_alive_s": 15}, ServerSettings)


def test_without_keys_the_server_is_on_loopback_and_fully_jailed() -> None:
    defaults = ServerSettings()
    assert (defaults.host, defaults.isolation.require) == ("127.0.0.1", "namespaces")
    assert (defaults.auth.api_keys, defaults.auth.cookie_secret) == ((), None)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("port", -1),
        ("port", 65_536),
        ("drain_s", 0),
        ("drain_s", 1e9),
        ("pool.size", -1),
        ("pool.max_workers", 0),
        ("calls.grace_s", 0),
        ("calls.queue", "drop"),
        ("calls.max_body_bytes", 100),
        ("calls.max_body_bytes", 2**31),
        ("sessions.idle_ttl_s", -5),
        ("judging.deadline_s", 0),
        ("limits.processes", 3),
        ("limits.open_files", 3),
        ("limits.scratch_bytes", 1000),
        ("limits.unknown", 1),
        ("isolation.require", "strong"),
        ("auth.api_keys", ["short"]),
        ("auth.cookie_secret", "short"),
        ("auth.api_keys", ["k" * 600]),
        ("log.level", "loud"),
        ("log.format", "xml"),
        ("journal.max_file_bytes", 1),
        ("unknown", 1),
        ("pool.unknown", 1),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(where: str, value: Any) -> None:
    *sections, key = where.split(".")
    tree: dict[str, Any] = {key: value}
    for section in reversed(sections):
        tree = {section: tree}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(tree, ServerSettings)
