"""What a verdict leaves open, and the answers that come back in the state."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sallyport.core.transcript import Transcript
from sallyport.core.types import JsonObject, Task, Verdict
from sallyport.verifiers.boxed_answer import boxed_answer
from sallyport.verifiers.boxed_answer.options import AnswerOptions
from sallyport.verifiers.boxed_answer.questions import (
    ANSWERS,
    Question,
    TooMuch,
    open_questions,
    opened,
)
from sallyport.verifiers.combine import all_of, weighted

SUM = r"\sum_{k=1}^{3} k"
NOTHING = Transcript(())


def judge(answer: str, state: JsonObject, verifier: Any = boxed_answer, **row: Any) -> Verdict:
    content = [{"type": "output_text", "text": rf"\boxed{{{answer}}}"}]
    transcript = Transcript(({"type": "message", "role": "assistant", "content": content},))
    verdict: Verdict = verifier(Task("m", {"expected_result": "6", **row}), transcript, state)
    return verdict


def test_what_only_the_symbolic_layer_can_tell_is_an_open_question_and_no_reward() -> None:
    verdict = judge(SUM, {})
    assert (verdict.reward, verdict.method) == (0.0, "symbolic")
    assert verdict.details["undecided"] is True
    assert open_questions(verdict) == [Question("6", SUM)]


def test_a_verdict_that_is_decided_asks_nothing() -> None:
    for answer in ("6", "7", "((("):
        verdict = judge(answer, {})
        assert verdict.details["undecided"] is False
        assert open_questions(verdict) == []
    assert open_questions(judge(SUM, {}, symbolic="off")) == []


@pytest.mark.parametrize("equal", [True, False])
def test_with_the_answer_in_the_state_the_verdict_is_decided(equal: bool) -> None:
    [question] = open_questions(judge(SUM, {}))
    verdict = judge(SUM, {ANSWERS: {question.key: equal}})
    assert (verdict.reward, verdict.passed) == (float(equal), equal)
    assert (verdict.method, verdict.details["undecided"]) == ("symbolic", False)
    assert open_questions(verdict) == []


def test_an_answer_that_is_too_much_to_be_compared_is_wrong_and_says_why() -> None:
    [question] = open_questions(judge(SUM, {}))
    verdict = judge(SUM, {ANSWERS: {question.key: TooMuch("no answer within 2 s")}})
    assert (verdict.reward, verdict.method) == (0.0, "symbolic")
    assert verdict.reason == "The answer is too much to be compared: no answer within 2 s."
    assert verdict.details["undecided"] is False


@pytest.mark.parametrize(
    "answers", [None, [], "yes", {}, {"other": True}, {"KEY": 1}, {"KEY": "true"}, {"KEY": None}]
)
def test_a_state_that_holds_something_else_answers_nothing(answers: Any) -> None:
    [question] = open_questions(judge(SUM, {}))
    if isinstance(answers, dict):
        answers = {question.key if key == "KEY" else key: value for key, value in answers.items()}
    assert open_questions(judge(SUM, {ANSWERS: answers})) == [question]


def test_an_answer_is_for_its_own_options_only() -> None:
    pair = (r"(1, \sum_{k=1}^{3} k)", "(6, 1)")
    keys = {Question(*pair, AnswerOptions(ordered=ordered)).key for ordered in (None, True, False)}
    keys |= {Question(*pair, AnswerOptions(tolerance=0.1)).key, Question(pair[1], pair[0]).key}
    assert len(keys) == 5


def test_parts_of_a_combined_verifier_ask_and_are_answered_too() -> None:
    both = weighted({"a": 1.0, "b": 1.0}, a=all_of(inner=boxed_answer), b=boxed_answer)
    question = Question("6", SUM)
    assert open_questions(judge(SUM, {}, both)) == [question, question]
    assert judge(SUM, {ANSWERS: {question.key: True}}, both).reward == 1.0


def test_questions_survive_json_and_any_letter() -> None:
    verdict = judge(SUM, {})
    again = msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict)
    assert open_questions(again) == open_questions(verdict)
    assert Question("\ud800", "\0").key.isascii()


def test_details_nested_without_end_are_not_searched_without_end() -> None:
    details: JsonObject = {}
    details["again"] = details
    assert open_questions(Verdict(0.0, False, "m", "r", {}, details)) == []


@pytest.mark.parametrize("other", [None, "why?", {"expected": 5}, {}])
def test_what_else_is_kept_under_the_name_of_questions_is_told(other: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        open_questions(Verdict(0.0, False, "m", "r", {}, {"open_question": other}))


def test_a_question_is_found_within_parts_and_not_deeper_than_parts_go() -> None:
    details: JsonObject = {"other": 1, **opened(Question("6", SUM))}
    for depth in range(12):
        found = open_questions(Verdict(0.0, False, "m", "r", details=details))
        assert found == ([Question("6", SUM)] if depth <= 8 else [])
        details = {"part": details, "text": "open_question"}
