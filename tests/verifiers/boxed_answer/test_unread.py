"""Answers that were not understood: counted as such, and put to a judge model where one wants it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from sallyport.core.judge_settings import Criterion, JudgeModelSettings
from sallyport.core.transcript import Transcript, transcript_of
from sallyport.core.types import State, Task, Verdict
from sallyport.verifiers import boxed_answer, boxed_verifier
from sallyport.verifiers.boxed_answer import AnswerOptions
from sallyport.verifiers.model_judge import Opinion, Question, open_questions
from sallyport.verifiers.model_judge.questions import OPINIONS

UNREAD = r"\unknown{5}"
JUDGE = JudgeModelSettings(model="m", swap=True)
ROW = {"question": "How many?", "expected_result": "5", "expected_code_contains": "import"}


def rollout(answer: str, code: str = "import x") -> Transcript:
    call = {"type": "function_call", "name": "execute_python", "call_id": "1"}
    content = [{"type": "output_text", "text": rf"So \boxed{{{answer}}}"}]
    said = {"type": "message", "role": "assistant", "content": content}
    return transcript_of({"output": [{**call, "arguments": json.dumps({"code": code})}, said]})


def judged(
    answer: str,
    state: State | None = None,
    judge: JudgeModelSettings = JUDGE,
    code: str = "import x",
    **row: Any,
) -> Verdict:
    verifier = boxed_verifier(AnswerOptions(judge_unread=True), judge)
    return verifier(Task("m", {**ROW, **row}), rollout(answer, code), state or {})


def opinions(verdict: Verdict, *labels: str | None) -> State:
    [question] = open_questions(verdict)
    told = [msgspec.to_builtins(Opinion(label, "said")) for label in labels]
    return {OPINIONS: {question.key: told}}


@pytest.mark.parametrize("answer", ["5*", "(5", r"5\text{ is wrong}", r"\unknown{5}"])
def test_what_was_not_understood_is_wrong_and_the_reason_says_what(answer: str) -> None:
    verdict = boxed_answer(Task("m", {"expected_result": "5"}), rollout(answer), {})
    assert (verdict.reward, verdict.method) == (0.0, "not_read")
    assert verdict.details["undecided"] is False
    assert verdict.reason.endswith(
        (
            f"the answer {answer!r} is in no notation that is read here.",
            "'is wrong' after a number makes of it is not known here.",
        )
    )
    assert open_questions(verdict) == []


def test_an_expected_answer_that_was_not_understood_is_named_as_such() -> None:
    verdict = boxed_answer(Task("m", {"expected_result": "(5"}), rollout("5"), {})
    assert "the expected answer '(5' is in no notation" in verdict.reason


def test_it_is_left_open_for_the_judge_model_where_that_is_wanted() -> None:
    verdict = judged(UNREAD)
    assert (verdict.reward, verdict.method) == (0.0, "not_read")
    assert verdict.details["undecided"] is True
    assert open_questions(verdict) == [Question("How many?", ("5",), UNREAD, (), swap=True)]


def test_a_task_may_want_it_too_and_its_prompt_is_the_question() -> None:
    prompt = {"input": [{"role": "user", "content": "How much?"}]}
    row = {"expected_result": "5", "judge_unread": True, "responses_create_params": prompt}
    [question] = open_questions(boxed_answer(Task("m", row), rollout(UNREAD), {}))
    assert question.question == "How much?"


@pytest.mark.parametrize("answer", ["5", "6", r"\text{five}", "x"])
def test_what_was_understood_is_not_asked(answer: str) -> None:
    assert open_questions(judged(answer)) == []


@pytest.mark.parametrize(
    ("labels", "reward", "method"),
    [
        (("CORRECT", "CORRECT"), 1.0, "model"),
        (("CORRECT", "INCORRECT"), 0.0, "model"),
        ((None, None), 0.0, "model_unclear"),
        (("CORRECT", None), 0.0, "model"),
    ],
)
def test_the_opinions_decide(labels: tuple[str | None, ...], reward: float, method: str) -> None:
    verdict = judged(UNREAD, opinions(judged(UNREAD), *labels))
    assert (verdict.reward, verdict.passed, verdict.method) == (reward, reward == 1.0, method)
    assert verdict.components == {"answer": reward, "code": 1.0}
    assert verdict.details["undecided"] is False
    assert [each["label"] for each in verdict.details["opinions"]] == list(labels)


def test_what_the_task_asks_for_besides_is_asked_for_still() -> None:
    told = opinions(judged(UNREAD), "CORRECT", "CORRECT")
    verdict = judged(UNREAD, told, code="pass")
    assert (verdict.reward, verdict.passed) == (0.0, False)
    assert verdict.components == {"answer": 1.0, "code": 0.0}


def test_a_rubric_of_the_judge_is_judged_item_by_item() -> None:
    rubric = (Criterion("equal?", "same", 3.0), Criterion("short?", "short"))
    judge = JudgeModelSettings(model="m", rubric=rubric)
    told = opinions(judged(UNREAD, judge=judge), "CORRECT", "INCORRECT")
    verdict = judged(UNREAD, told, judge=judge)
    assert (verdict.reward, verdict.passed) == (0.75, False)
    assert verdict.components["rubric.same"] == 1.0
