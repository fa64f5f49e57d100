"""Every law catches what breaks it, and lets honest verifiers pass."""

from __future__ import annotations

from typing import Any

import pytest

from sallyport.core.errors import InternalError
from sallyport.core.transcript import Transcript
from sallyport.core.types import State, Task, Verdict
from sallyport.verifiers import state_match
from sallyport.verifiers.boxed_answer.questions import Question, opened
from sallyport.verifiers.laws import (
    LAWS,
    BrokenLawError,
    Case,
    Law,
    Subject,
    hold,
    hold_all,
    law,
)
from tests.verifiers.laws import quiz
from tests.verifiers.laws.broken import BROKEN, SEEN, tells_an_object

pytestmark = pytest.mark.slow


def breaks_again(subject: Subject, broken: Law, example: tuple[Case, ...]) -> bool:
    """Whether the example breaks the law; what is broken now and then gets some tries."""
    for _ in range(10):
        SEEN.clear()
        try:
            broken.check(subject, *example)
        except BrokenLawError:
            return True
    return False


@pytest.mark.parametrize("each", LAWS, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "subject", [quiz.subject, quiz.notes_from_elsewhere], ids=["quiz", "notes"]
)
def test_an_honest_verifier_keeps_it(subject: Subject, each: Law) -> None:
    result = hold(subject, each, examples=60)
    assert result.ending != "broken", result
    assert (result.why == "") is (result.ending == "kept")
    if result.ending == "skipped":
        assert each.name in {"blind_to_wording", "blind_to_order"}
        assert subject is quiz.subject


@pytest.mark.parametrize(
    ("name", "made", "verifier"), BROKEN, ids=[f"{name}-{v.__name__}" for name, _, v in BROKEN]
)
def test_a_verifier_that_breaks_it_is_caught(name: str, made: Any, verifier: Any) -> None:
    subject = made(verifier)
    # Which examples are drawn hangs on every literal of our modules: enough of them for any draw.
    result = hold(subject, law(name), examples=1000)
    assert result.ending == "broken"
    assert result.law == name
    assert result.why
    assert breaks_again(subject, law(name), result.counterexample)


def test_the_counter_example_is_the_smallest() -> None:
    def refuses_messages(task: Task, transcript: Transcript, state: State) -> Verdict:
        if any(item.get("type") == "message" for item in transcript.items):
            raise ValueError("a message")
        return quiz.verdict_of(0.0)

    result = hold(quiz.quiz_with(refuses_messages), law("total"))
    [case] = result.counterexample
    assert case.row == quiz.QUESTIONS[0]
    assert len(case.items) == 1
    assert case.items[0]["type"] == "message"
    assert "ValueError: a message" in result.why


def test_a_fault_of_ours_is_allowed_for_a_broken_state_only() -> None:
    def refuses(task: Task, transcript: Transcript, state: State) -> Verdict:
        raise InternalError("no")

    subject = quiz.quiz_with(refuses)
    row = quiz.QUESTIONS[0]
    assert law("total").check(subject, Case(row, (), {"broken": True}))
    with pytest.raises(BrokenLawError, match="InternalError: no"):
        law("total").check(subject, Case(row))


def test_what_cannot_be_judged_says_nothing_of_the_other_laws() -> None:
    case = Case({"answer": None})
    for name in ("well_formed", "pure", "round_trip"):
        checked = law(name).check(quiz.notes if name != "well_formed" else quiz.subject, case)
        assert checked is False


def test_what_is_refused_both_times_says_nothing_and_once_is_a_difference() -> None:
    def refuses(task: Task, transcript: Transcript, state: State) -> Verdict:
        if transcript.items:
            raise InternalError("no")
        return quiz.verdict_of(0.0)

    said = ({"type": "message", "role": "assistant", "content": "8"},)
    for made, row in ((quiz.quiz_with, quiz.QUESTIONS[0]), (quiz.notes_with, quiz.NOTES[2])):
        subject, refused, judged = made(refuses), Case(row, said), Case(row)
        for name in ("pure", "round_trip"):
            assert law(name).check(subject, refused) is False
        for name in ("blind_to_ids", "blind_to_order"):
            assert law(name).check(subject, refused, refused) is False
            with pytest.raises(BrokenLawError, match="InternalError: no"):
                law(name).check(subject, refused, judged)


def test_details_that_are_no_json_are_compared_by_their_text() -> None:
    case = Case(quiz.QUESTIONS[0])
    assert law("deterministic").check(quiz.quiz_with(tells_an_object), case, case) is True


def test_a_change_that_leads_to_the_same_state_says_nothing() -> None:
    case = Case(quiz.NOTES[0])
    assert law("sensitive").check(quiz.notes, case, case) is False


def test_a_law_that_was_broken_once_is_broken_though_it_is_not_again() -> None:
    calls: list[Task] = []

    def fails_once(task: Task, transcript: Transcript, state: State) -> Verdict:
        calls.append(task)
        if len(calls) == 5:
            raise ValueError("the fifth")
        return quiz.verdict_of(0.0)

    result = hold(quiz.quiz_with(fails_once), law("total"), examples=20)
    assert result.ending == "broken"
    assert result.why.startswith("it raised ValueError: the fifth (test_laws.py:")


def test_a_subject_is_shown_without_its_tasks() -> None:
    assert repr(quiz.subject) == "Subject(2 tasks)"


def test_a_verdict_that_waits_for_an_answer_is_no_example() -> None:
    def asks(task: Task, transcript: Transcript, state: State) -> Verdict:
        quiz.expected(task)
        part = opened(Question("1", "x"))
        return quiz.verdict_of(1.0, parts={"judge": part})

    results = {each.law: each for each in hold_all(quiz.quiz_with(asks), examples=5)}
    for name in ("pays_the_solution", "pays_not_for_nothing", "blind_to_ids", "sensitive"):
        assert results[name].ending == "skipped"
        assert results[name].waiting > 0
        assert "waits for an answer" in results[name].why
    assert results["total"].ending == "kept"


def test_an_undecided_verdict_waits_too() -> None:
    def undecided(task: Task, transcript: Transcript, state: State) -> Verdict:
        return quiz.verdict_of(0.0, undecided=True)

    case = Case(quiz.QUESTIONS[0])
    assert law("pays_the_solution").check(quiz.quiz_with(undecided), case) is False


def test_the_order_counts_where_the_subject_says_so() -> None:
    from dataclasses import replace

    strict = replace(quiz.notes_with(state_match("strict")), order_counts="it is the task")
    result = hold(strict, law("blind_to_order"), examples=5)
    assert (result.ending, result.why) == ("skipped", "it is the task")
    result = hold(replace(strict, order_counts=""), law("blind_to_order"), examples=20)
    assert result.ending == "broken"


@pytest.mark.parametrize(
    ("name", "subject", "why"),
    [
        ("pays_the_solution", Subject(verifier=quiz.quiz, rows=quiz.QUESTIONS), "no solution"),
        ("sensitive", Subject(verifier=quiz.quiz, rows=quiz.QUESTIONS), "no value|no solution"),
        ("same_everywhere", quiz.notes, "`source`"),
        ("blind_to_order", quiz.subject, "messages"),
        ("blind_to_wording", quiz.subject, "messages"),
        (
            "pays_not_for_nothing",
            Subject(verifier=quiz.quiz, rows=quiz.QUESTIONS, idle_is_right=lambda row: True),
            "every task is done",
        ),
        (
            "blind_to_order",
            Subject(verifier=quiz.quiz, rows=quiz.QUESTIONS, judges_state=True),
            "several calls",
        ),
    ],
)
def test_a_law_that_does_not_apply_says_why(name: str, subject: Subject, why: str) -> None:
    result = hold(subject, law(name), examples=5)
    assert result.ending == "skipped"
    assert any(part in result.why for part in why.split("|"))


def test_the_same_seed_tries_the_same_examples() -> None:
    def tried(seed: int) -> list[Any]:
        seen: list[Any] = []

        def watching(task: Task, transcript: Transcript, state: State) -> Verdict:
            seen.append(repr((task, transcript)))
            return quiz.verdict_of(0.0)

        hold(quiz.quiz_with(watching), law("total"), examples=20, seed=seed)
        return seen

    assert tried(1) == tried(1) != tried(2)


def test_a_subject_without_tasks_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one task"):
        Subject(verifier=quiz.quiz, rows=())


def test_names_are_unique_and_found() -> None:
    assert [law(each.name) for each in LAWS] == list(LAWS)
    with pytest.raises(KeyError):
        law("of_gravity")
