"""What the verdict tells of two worlds that differ."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.state_match import differences, outcome_match, read_export
from sallyport.verifiers.state_match.difference import MAX_CHARS, MAX_ROWS, Change, TableDifference
from sallyport.verifiers.state_match.sentences import MAX_SENTENCES, sentences
from tests.verifiers.state_match.exported import CALENDAR, TEMPLATE, changes, event, export, plots
from tests.verifiers.state_match.worlds import ACTIONS, exported


def between(expected: dict[str, Any], found: dict[str, Any]) -> list[TableDifference]:
    first, second = read_export(expected), read_export(found)
    assert first is not None
    assert second is not None
    return differences(first, second)


def told(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    return sentences(between(expected, found))


def test_a_new_row_with_one_wrong_value_is_one_change_in_words() -> None:
    expected = export(changes(inserted=[event(4, "Sync", "2023-12-01 13:00:00")]))
    found = export(changes(inserted=[event(7, "Sync", "2023-12-01 14:00:00")]))
    [table] = between(expected, found)
    shown = table.as_json()
    assert (shown["missing"], shown["unexpected"]) == ([], [])
    wrong = {"expected": "2023-12-01 13:00:00", "found": "2023-12-01 14:00:00"}
    assert shown["changed"][0]["columns"] == {"event_start": wrong}
    assert told(expected, found) == [
        (
            "calendar: expected an event 'Sync' at 2023-12-01 13:00:00 for kim@example.org; "
            "found it at 2023-12-01 14:00:00."
        )
    ]


def test_a_row_that_is_not_there_is_missing() -> None:
    expected = export(changes(inserted=[event(4, "Sync")]))
    assert told(expected, export()) == [
        (
            "calendar: expected an event 'Sync' at 2023-12-04 10:00:00 for kim@example.org; "
            "it is not there."
        )
    ]


def test_a_row_too_many_is_unexpected() -> None:
    found = export(changes(inserted=[event(4, "Sync")]))
    assert told(export(), found) == [
        (
            "calendar: found an event 'Sync' at 2023-12-04 10:00:00 for kim@example.org, "
            "which should not be there."
        )
    ]


def test_a_template_row_wrongly_deleted_is_missing_and_one_left_is_unexpected() -> None:
    [table] = between(export(changes(deleted=[1])), export(changes(deleted=[2])))
    # Both are much alike, so they are told as one row that should have been the other.
    assert [change.expected["event_id"] for change in table.changed] == ["00000002"]
    only_one = export(changes(deleted=[1]))
    assert [len(t.missing) for t in between(export(), only_one)] == [1]
    assert [len(t.unexpected) for t in between(only_one, export())] == [1]


def test_updates_are_compared_with_what_the_row_should_be() -> None:
    longer, longest = ({1: {"duration": minutes}} for minutes in ("45", "60"))
    for expected, found, column in (
        (changes(updated=longer), None, ("45", "30")),
        (None, changes(updated=longer), ("30", "45")),
        (changes(updated=longer), changes(updated=longest), ("45", "60")),
    ):
        [table] = between(export(expected), export(found))
        [change] = table.as_json()["changed"]
        assert change["columns"] == {"duration": {"expected": column[0], "found": column[1]}}


def test_an_update_of_what_should_be_gone_is_unexpected() -> None:
    gone, kept = changes(deleted=[1]), changes(updated={1: {"duration": "45"}})
    [table] = between(export(gone), export(kept))
    assert [row["duration"] for row in table.unexpected] == ["45"]
    [table] = between(export(kept), export(gone))
    assert [row["duration"] for row in table.missing] == ["45"]


def test_an_emptied_value_is_told_as_lacking() -> None:
    found = export(changes(updated={1: {"event_start": ""}}))
    assert told(export(), found)[0].endswith("found it without event_start.")


def test_rows_of_an_unknown_table_are_told_by_their_columns() -> None:
    made = {"key": None, "rows_before": 0, "deleted": [], "updated": [], "inserted": [{"a": "b"}]}
    assert told(export(), export(some__table=made)) == [
        "some.table: found a row with a b, which should not be there."
    ]
    empty = made | {"inserted": [{}]}
    [table] = between(export(some__table=made), export(some__table=empty))
    assert (len(table.missing), len(table.unexpected)) == (1, 1)
    [table] = between(export(some__table=made | {"inserted": [{}, {}]}), export(some__table=empty))
    assert (len(table.missing), len(table.unexpected)) == (1, 0)


def test_rows_without_ids_that_are_quite_different_are_not_paired() -> None:
    [table] = between(
        export(analytics__plots=plots("a", "b")), export(analytics__plots=plots("b", "c"))
    )
    assert [row["file_path"] for row in table.missing] == ["a"]
    assert [row["file_path"] for row in table.unexpected] == ["c"]


def test_the_most_alike_rows_are_paired_first() -> None:
    expected = export(changes(inserted=[event(4, "A", "2023-12-01 09:00"), event(5, "B")]))
    found = export(
        changes(inserted=[event(4, "B", duration="45"), event(5, "A", "2023-12-01 09:30")])
    )
    [table] = between(expected, found)
    assert sorted(change.expected["event_name"] for change in table.changed) == ["A", "B"]
    assert all(len(change.columns()) == 2 for change in table.changed)  # one value, and the id


def test_rows_are_paired_when_half_of_their_columns_are_the_same_and_not_below() -> None:
    made: dict[str, Any] = {"key": None, "rows_before": 0, "deleted": [], "updated": []}
    row = {"a": "1", "b": "2", "c": "3", "d": "4"}
    others = (
        (row | {"a": "x", "b": "x"}, 1),
        (row | dict.fromkeys("abc", "x"), 0),
        ({"a": "1", "b": "2", "e": "5", "f": "6"}, 0),  # two of the six that either has
    )
    for other, pairs in others:
        [table] = between(
            export(some__table=made | {"inserted": [row]}),
            export(some__table=made | {"inserted": [other]}),
        )
        assert len(table.changed) == pairs
        assert len(table.missing) == len(table.unexpected) == 1 - pairs


def test_another_case_is_a_change_where_values_are_choices_only() -> None:
    row = {"status": "Lead", "name": "Ann"}
    assert Change(row, {"status": "lead", "name": "ANN"}).columns() == ["status"]


def test_all_kinds_of_rows_that_are_not_shown_are_counted_and_none_is_told_as_none() -> None:
    rows = [{"id": str(n)} for n in range(MAX_ROWS + 3)]
    none_hidden = TableDifference("calendar", "id", tuple(rows[:1]), tuple(rows[1:2]), ())
    assert "not_shown" not in none_hidden.as_json()
    hidden = TableDifference("calendar", "id", tuple(rows[:-1]), tuple(rows), ())
    assert hidden.as_json()["not_shown"] == 2 + 3


def test_the_difference_is_bounded_in_size() -> None:
    rows = [event(4 + n, f"Event {n} " + "x" * 5000) for n in range(100)]
    [table] = between(export(), export(changes(inserted=rows)))
    shown = table.as_json()
    assert len(shown["unexpected"]) == MAX_ROWS
    assert shown["not_shown"] == len(rows) - MAX_ROWS
    assert len(shown["unexpected"][0]["event_name"]) < MAX_CHARS + 40
    for length, whole in ((MAX_CHARS, True), (MAX_CHARS + 1, False)):
        [value] = TableDifference("t", None, ({"a": "x" * length},), (), ()).as_json()["missing"]
        assert (value == {"a": "x" * length}) is whole
    lines = sentences([table])
    assert len(lines) == MAX_SENTENCES
    assert lines[-1] == "... and 81 more differences."
    assert max(map(len, lines)) < 300


def test_a_row_that_only_took_another_id_is_said_so() -> None:
    """Two template rows with equal values: one was to go, and the other went."""
    twin = TEMPLATE[1] | {"event_id": "00000002"}
    there = {"position": 2, "row": twin}
    other = changes() | {"deleted": [there]}
    [sentence] = told(export(changes(deleted=[1])), export(other))
    assert sentence.endswith("found it under another id.")
    [table] = between(export(changes(deleted=[1])), export(other))
    assert table.table == CALENDAR
    assert table.as_json()["changed"][0]["columns"] == {}


@settings(deadline=None)
@given(st.lists(ACTIONS, max_size=6), st.lists(ACTIONS, max_size=6))
def test_there_is_a_difference_exactly_when_the_worlds_differ(a: Any, b: Any) -> None:
    first, second = read_export(export(exported(a))), read_export(export(exported(b)))
    assert first is not None
    assert second is not None
    assert bool(differences(first, second)) is not outcome_match(first, second)
