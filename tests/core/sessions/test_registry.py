from __future__ import annotations

import pytest

from sallyport.core.errors import (
    SessionClosedError,
    SessionExpiredError,
    SessionLostError,
    UnknownSessionError,
)
from sallyport.core.sessions import registry as module
from sallyport.core.sessions.registry import Registry
from sallyport.core.sessions.session import Session


def live(registry: Registry, name: str) -> Session:
    session = Session(name, "faulty", 0, None)
    session.move("ready")
    registry.add(session)
    return session


def test_a_live_session_is_found() -> None:
    registry = Registry()
    session = live(registry, "a")
    assert registry.find("a") is session


def test_an_unknown_id_is_unknown_and_its_echo_is_bounded() -> None:
    with pytest.raises(UnknownSessionError) as caught:
        Registry().find("x" * 10_000)
    assert len(caught.value.details["session_id"]) == 200


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("closed", SessionClosedError),
        ("expired", SessionExpiredError),
        ("lost", SessionLostError),
    ],
)
def test_an_ended_session_answers_with_its_end_and_why(state: str, error: type[Exception]) -> None:
    registry = Registry()
    session = live(registry, "a")
    session.end(state, "of the test.")  # type: ignore[arg-type]  # the three words are parametrized
    registry.bury(session, 12.5)
    with pytest.raises(error, match=f"{state}: of the test") as caught:
        registry.find("a")
    assert caught.value.status_code == 410  # type: ignore[attr-defined]  # each is one of ours
    assert caught.value.details["reason"] == "of the test."  # type: ignore[attr-defined]  # as above
    assert caught.value.details["ended_at"] == 12.5  # type: ignore[attr-defined]  # as above
    tombstone = registry.tombstone("a")
    assert tombstone is not None
    assert (tombstone.state, tombstone.reason, tombstone.at) == (state, "of the test.", 12.5)
    assert not registry.live


def test_burying_twice_keeps_the_first_stone() -> None:
    registry = Registry()
    session = live(registry, "a")
    session.end("closed", "once.")
    registry.bury(session, 1.0)
    registry.bury(session, 2.0)
    assert registry.tombstone("a") == module.Tombstone("closed", "once.", 1.0)


def test_an_id_is_never_given_to_a_second_session() -> None:
    registry = Registry()
    live(registry, "a")
    with pytest.raises(AssertionError, match="never reused"):
        live(registry, "a")
    registry.live["a"].end("closed", "it was.")
    registry.bury(registry.live["a"], 0.0)
    with pytest.raises(AssertionError, match="never reused"):
        live(registry, "a")


def test_the_oldest_tombstones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOMBSTONES", 3)
    registry = Registry()
    for name in "abcde":
        session = live(registry, name)
        session.end("closed", "it was.")
        registry.bury(session, 0.0)
    assert [registry.tombstone(name) is None for name in "abcde"] == [
        True,
        True,
        False,
        False,
        False,
    ]
