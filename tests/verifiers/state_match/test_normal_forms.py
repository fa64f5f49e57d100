"""When two values are the same, and that it is an equivalence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.state_match.normal_forms import outcome_row, outcome_value, strict_row

SAME: list[tuple[Any, Any]] = [
    (None, ""),
    ("", "   "),
    ("30", 30),
    ("30", 30.0),
    ("30", "30.0"),
    ("-1.50", -1.5),
    ("09:00", "09:00:00"),
    ("9:00", "09:00"),
    ("2023-12-01 13:00", "2023-12-01 13:00:00"),
    ("2023-12-01 13:00:00", "2023-12-01T13:00:00"),
    ("2023-12-01 13:00:00.000", "2023-12-01 13:00"),
    ("2023-12-01", "2023-12-01 00:00:00"),
    ("2023-12-1", "2023-12-01"),
    ("Lunch", "LUNCH"),
    ("Lunch ", " lunch\n"),
    ("a\r\nb\rc", "A\nb\nC"),
    ("it\u2019s \u201cthere\u201d \u2013\u00a0now\u2026", 'it\'s "there" - now...'),
    ("Straße", "STRASSE"),
    ("Café", "Cafe\u0301"),
    (True, "true"),
    ([1, 2], [1, 2]),
    (float("nan"), "NaN"),
    (0.1, "0.1"),
    (1e-7, "0.0000001"),
    (10**16, 1e16),
    (2**60, 2.0**60),
    ("1" * 37 + ".0", "1" * 37 + ".00"),  # 40 characters, the most of a number
    (10**39, "1" + "0" * 39),
]
DIFFERENT: list[tuple[Any, Any]] = [
    ("30", "31"),
    (30, 31),
    ("30", ""),
    (0, None),
    (False, None),
    ("0", ""),
    ("007", "7"),
    ("09:00", "09:01"),
    ("2023-12-01", "2023-12-02"),
    ("2023-12-01 13:00", "2023-12-01 14:00"),
    ("Lunch", "Lunches"),
    ("a b", "ab"),
    ("None", None),
    ([1], [2]),
    (10**50, 10**50 + 1),
    ("1" * 60, "1" * 59 + "2"),
    (1e300, 2e300),
    ({"a": 1}, {"a": 2}),
    ("1" * 38 + ".0", "1" * 38 + ".00"),  # 41 characters
    (10**40, "1" + "0" * 40),
    ([object()], {"a": object()}),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_values_that_mean_the_same_are_the_same(a: Any, b: Any) -> None:
    assert outcome_value(a) == outcome_value(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_values_that_mean_different_things_differ(a: Any, b: Any) -> None:
    assert outcome_value(a) != outcome_value(b)


@pytest.mark.parametrize("column", ["status", "list_name", "board"])
def test_choices_from_a_list_keep_their_case(column: str) -> None:
    assert outcome_row({column: "Lead "}) == outcome_row({column: "Lead"})
    assert outcome_row({column: "lead"}) != outcome_row({column: "Lead"})
    assert strict_row({column: "lead"}) != strict_row({column: "Lead"})
    assert strict_row({column: "Lead"}) != strict_row({column: "Lead "})


@pytest.mark.parametrize(
    ("column", "a", "b"),
    [
        ("event_start", "20231204 13:00:00", "2023-12-04 13:00"),
        ("due_date", "20231204", "2023-12-4 00:00"),
        ("duration", "030", 30),
        ("duration", "+30", "30"),
        ("duration", "30.0", "30"),
        ("file_path", "plots/20231101_2023-11-05_user_engaged_bar.png", "plots/2023-11-1_2023-11-05 00:00_user_engaged_bar.png"),
        ("body", "a\r\nb", "a\nb"),
    ],
)  # fmt: skip
def test_some_columns_are_read_as_what_they_are(column: str, a: Any, b: Any) -> None:
    assert outcome_row({column: a}) == outcome_row({column: b})
    if column != "body":
        assert outcome_row({"notes": a}) != outcome_row({"notes": b}) or column == "duration"


@pytest.mark.parametrize(
    ("column", "a", "b"),
    [
        ("event_start", "20231304 13:00:00", "2023-13-04 13:00"),
        ("event_start", "noon", "12:00"),
        ("duration", "030", "31"),
        ("duration", "half", "30"),
        ("duration", "0" * 41 + "1", "1"),
        ("file_path", "plots/a_2023-11-05_x.png", "plots/b_2023-11-05_x.png"),
        ("file_path", "20231101", "2023-11-01"),
    ],
)
def test_what_is_not_of_its_columns_form_is_text(column: str, a: Any, b: Any) -> None:
    assert outcome_row({column: a}) != outcome_row({column: b})


def test_strictly_only_the_case_is_left_out() -> None:
    assert strict_row({"subject": "Hi"}) == strict_row({"subject": "HI"})
    for other in ("Hi ", None, ["Hi"]):
        assert strict_row({"subject": "Hi"}) != strict_row({"subject": other})
    assert strict_row({"duration": "30"}) != strict_row({"duration": 30})


def test_empty_and_absent_columns_are_the_same_and_ids_may_be_left_out() -> None:
    assert outcome_row({"notes": None, "name": "a"}) == outcome_row({"name": "a"})
    assert outcome_row({"id": "1", "name": "a"}, without="id") == outcome_row({"name": "A"})


def test_a_number_too_large_for_a_text_of_it_to_be_one_is_json() -> None:
    assert [outcome_value(sign * (10**40 - 1))[0] for sign in (1, -1)] == ["number", "number"]
    assert [outcome_value(sign * 10**40)[0] for sign in (1, -1)] == ["json", "json"]


def test_a_value_that_cannot_be_written_as_json_still_has_a_normal_form() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert outcome_value(nested) == outcome_value(nested)
    assert outcome_value([object()])[0] == "json"
    while nested:  # taken apart level by level, since freeing it whole would go as deep
        nested = nested[0]


SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.0, 1.0, -2.5, float("nan"), float("inf"), 1e300]),
    st.sampled_from([pair[side] for pair in SAME + DIFFERENT for side in (0, 1)]),
    st.text("aA1 0:-é\u0301ß", max_size=5),
)
ROWS = st.dictionaries(
    st.sampled_from(["name", "status", "duration", "event_start", "file_path"]), SIMPLE, max_size=3
)


@settings(deadline=None)
@given(ROWS, ROWS, ROWS)
def test_being_the_same_row_is_an_equivalence(a: Any, b: Any, c: Any) -> None:
    for normal in (outcome_row, strict_row):
        x, y, z = normal(a), normal(b), normal(c)
        assert x == normal(dict(a))
        assert (x == y) is (y == x)
        assert not (x == y and y == z) or x == z
        assert (x == y) <= (hash(x) == hash(y))


@settings(deadline=None)
@given(st.text(), st.text())
def test_strictly_the_same_text_has_the_same_meaning(a: str, b: str) -> None:
    for first, second in ((a, b), (a, a.upper()), (a, a.lower()), (a, a.swapcase())):
        if strict_row({"x": first}) == strict_row({"x": second}):
            assert outcome_row({"x": first}) == outcome_row({"x": second})
