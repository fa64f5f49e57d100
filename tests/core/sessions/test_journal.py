from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import TooLargeError
from sallyport.core.sessions.journal import MAX_SEEDINGS, Journal
from sallyport.core.transcript import transcript_of

sizes = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 300)), max_size=30)


def record(journal: Journal, arguments: bytes, observation: bytes) -> None:
    journal.record("echo", arguments, observation, "ok", 0.0, 0.1)


@given(sizes, st.integers(1, 2000))
def test_the_journal_keeps_all_arguments_and_bounds_the_observations(
    calls: list[tuple[int, int]], cap: int
) -> None:
    journal = Journal(cap)
    for arguments, observation in calls:
        record(journal, b"a" * arguments, b"o" * observation)
    kept = [entry.observation for entry in journal.entries]
    assert [len(entry.arguments) for entry in journal.entries] == [size for size, _ in calls]
    held = sum(size for size, _ in calls) + sum(len(each or b"") for each in kept)
    last = len(kept[-1] or b"") if kept else 0
    assert held - last <= max(cap, sum(size for size, _ in calls))
    forgotten = [each is None for each in kept]
    assert forgotten == sorted(forgotten, reverse=True), "the oldest are forgotten first"
    assert not forgotten or not forgotten[-1], "the newest is never forgotten"


@given(st.lists(st.integers(0, 100), max_size=20))
def test_nothing_is_forgotten_below_the_cap(observations: list[int]) -> None:
    journal = Journal(sum(observations))
    for size in observations:
        record(journal, b"", b"o" * size)
    assert [len(entry.observation or b"") for entry in journal.entries] == observations
    assert all(entry.observation is not None for entry in journal.entries)


def test_the_journal_reads_as_a_transcript() -> None:
    journal = Journal()
    record(journal, b'{"text":"a"}', b'{"output":"a"}')
    record(journal, b'{"text":"b"}', b'{"output":"b"}')
    first, second = transcript_of({"output": journal.items()}).calls()
    assert (first.name, first.arguments, first.output) == ("echo", '{"text":"a"}', '{"output":"a"}')
    assert second.decode().arguments == {"text": "b"}
    assert first.call_id != second.call_id


def test_a_forgotten_observation_is_empty_in_the_transcript() -> None:
    journal = Journal(10)
    record(journal, b"{}", b"x" * 20)
    record(journal, b"{}", b"y" * 20)
    first, second = transcript_of({"output": journal.items()}).calls()
    assert (first.output, second.output) == ("", "y" * 20)
    json.dumps(journal.items())


def test_seedings_are_noted_between_calls_and_bounded() -> None:
    journal = Journal()
    journal.seeded_again(restarted=False)
    record(journal, b"{}", b"{}")
    journal.seeded_again(restarted=True)
    assert [(note.calls, note.restarted) for note in journal.seedings] == [(0, False), (1, True)]
    for _ in range(2 * MAX_SEEDINGS):
        journal.seeded_again(restarted=True)
    assert len(journal.seedings) == MAX_SEEDINGS


def test_a_session_takes_no_more_calls_than_can_be_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sallyport.core.sessions.journal.MAX_ARGUMENT_BYTES", 100)
    monkeypatch.setattr("sallyport.core.sessions.journal.MAX_CALLS", 12)
    journal = Journal()
    record(journal, b"a" * 90, b"o" * 1000)
    journal.check_room(10)
    with pytest.raises(TooLargeError, match="start a new session"):
        journal.check_room(11)
    copy = Journal.of(list(journal.entries), [])
    with pytest.raises(TooLargeError):
        copy.check_room(11)
    for _ in range(11):
        journal.check_room(0)
        record(journal, b"", b"")
    with pytest.raises(TooLargeError):
        journal.check_room(0)
