"""A counter-example, printed as a test, fails for the reason that was found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sallyport.verifiers.laws import BrokenLawError, Case, Result, as_test, hold, law, nested
from sallyport.verifiers.laws.source import WIDTH, literal
from tests.verifiers.laws import broken, quiz

SOURCE = "from tests.verifiers.laws import broken\nsubject = broken.quiz_with(broken.{name})"


def run(text: str) -> None:
    """Run every test of a module, as pytest would."""
    names: dict[str, Any] = {}
    exec(compile(text, "pasted", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert len(tests) == 1
    tests[0]()


@pytest.fixture
def usual_recursion_limit() -> Iterator[None]:
    """Python's own: what ran before may have left another, under which nothing is too deep."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)


def without_place(why: str) -> str:
    """Without where a recursion ended: how deep a test itself is called decides that."""
    return why.replace(" while calling a Python object", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "verifier"),
    [
        ("total", broken.raises_on_odd_items),
        ("total", broken.recurses),
        ("well_formed", broken.pays_nan),
        ("pure", broken.spoils_the_task),
        ("deterministic", broken.is_random),
        ("pays_not_for_nothing", broken.pays_for_nothing),
        ("blind_to_reasoning", broken.reads_thoughts),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_pasted_test_fails_as_the_law_did(
    name: str, verifier: Any, usual_recursion_limit: None
) -> None:
    subject = quiz.quiz_with(verifier)
    # What Hypothesis draws depends on the modules that are loaded; found early, it stops there.
    result = hold(subject, law(name), examples=5000)
    source = SOURCE.format(name=verifier.__name__)
    pasted = as_test(quiz.quiz_with(verifier, source=source), result)
    with pytest.raises(BrokenLawError) as caught:
        run(pasted)
    if name != "deterministic":
        assert without_place(str(caught.value)) == without_place(result.why)
    honest = as_test(quiz.subject, result)
    if name in {"total", "well_formed", "pure", "blind_to_reasoning"}:
        run(honest)  # the same example, held against a verifier that keeps the law


def test_a_state_and_two_rows_are_printed() -> None:
    cases = (Case({"a": 1}, ({"x": [1.5, None]},), {"s": "'\""}), Case({"b": True}))
    text = as_test(quiz.subject, Result("total", "broken", why="one\ntwo", counterexample=cases))
    names: dict[str, Any] = {}
    seen: list[Case] = []

    class Stub:
        def check(self, subject: Any, *cases: Case) -> None:
            seen.extend(cases)

    exec(compile(text, "pasted", "exec"), names)
    names["laws"] = type("Laws", (), {"Case": Case, "law": staticmethod(lambda name: Stub())})
    names["test_total"]()
    assert tuple(seen) == cases
    assert "# one\n" in text
    assert "# two\n" in text


def test_of_a_long_reason_the_beginning_is_shown() -> None:
    result = Result("total", "broken", why="one\ntwo\nthree\nfour", counterexample=(Case({}),))
    comments = [line for line in as_test(quiz.subject, result).splitlines() if "    # " in line]
    assert comments == ["    # one", "    # two", "    # three"]


def test_a_test_in_other_processes_tells_them_how_the_subject_is_made() -> None:
    result = Result("same_everywhere", "broken", counterexample=(Case(quiz.QUESTIONS[0]),))
    names: dict[str, Any] = {}
    exec(compile(as_test(quiz.subject, result), "pasted", "exec"), names)
    assert names["subject"].source == quiz.subject.source


def test_without_a_source_the_subject_is_left_open_and_it_is_python_still() -> None:
    result = Result("total", "broken", counterexample=(Case({}),))
    text = as_test(quiz.quiz_with(quiz.quiz), result)
    compile(text, "pasted", "exec")
    assert "subject = ..." in text


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        (),
        (1,),
        "x" * 300,
        {"a": ["b" * 60, {"c": "d" * 60}], "e": None},
        [["x" * 100]],
        "\ud800\0\u202e'\"",
        10**400,
        nested(3),
        {"deep": nested(5000)},
        ({"a": "é" * 100, "b": (1, 2)}, -1.5e-300),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_literal_is_read_as_what_it_was(value: Any) -> None:
    from sallyport.verifiers import laws

    text = literal(value)
    made = eval(text, {"laws": laws})
    assert literal(made) == text
    if "laws.nested" not in text:
        assert made == value
        assert type(made) is type(value)


def test_long_values_are_broken_up() -> None:
    lines = literal({"a": ["b" * 60, "c" * 60], "d": "e" * 20}).splitlines()
    assert len(lines) == 7
    assert max(map(len, lines)) <= WIDTH


def test_a_case_too_deep_to_be_shown_says_so() -> None:
    assert repr(Case({"a": nested(100_000)})) == "Case(...)  # too deep to be shown"
    assert repr(Case({"a": 1})) == "Case(row={'a': 1}, items=(), state=None)"
