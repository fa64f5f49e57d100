"""Judging short answers: what is decided without a model, and what is left open for one."""

from __future__ import annotations

import copy
import re
from typing import Any

import msgspec
import pytest

from sallyport.core.errors import ConfigurationError, InvalidTaskError
from sallyport.core.judge_settings import Criterion, JudgeModelSettings
from sallyport.core.transcript import Transcript, transcript_of
from sallyport.core.types import JsonObject, Task, Verdict
from sallyport.verifiers import all_of, open_answer, open_verifier, verifier_of
from sallyport.verifiers.model_judge import Opinion, Question, open_questions
from sallyport.verifiers.model_judge.questions import OPINIONS
from sallyport.verifiers.open_answer import OpenOptions, check_open_task
from sallyport.verifiers.open_answer.normal_form import MAX_CHARS

ROW: JsonObject = {
    "question": "Which planet is the largest?",
    "expected_answer": "Jupiter",
    "aliases": ["planet Jupiter"],
}
JUDGED = OpenOptions(judge=JudgeModelSettings(model="m"))


def said(*texts: str) -> Transcript:
    items = [{"type": "message", "role": "assistant", "content": text} for text in texts]
    return transcript_of({"output": items})


def judge(
    *texts: str, options: OpenOptions = JUDGED, state: JsonObject | None = None, **row: Any
) -> Verdict:
    return open_verifier(options)(Task("open_qa", {**ROW, **row}), said(*texts), state or {})


def with_opinions(
    *labels: str | None, options: OpenOptions = JUDGED, **row: Any
) -> tuple[Verdict, Question]:
    """The verdict on an undecided answer once a model has given these labels."""
    [question] = open_questions(judge("a gas giant", options=options, **row))
    told = [msgspec.to_builtins(Opinion(label, "because")) for label in labels]
    state = {OPINIONS: {question.key: told}}
    return judge("a gas giant", options=options, state=state, **row), question


@pytest.mark.parametrize(
    "texts",
    [
        ("Answer: Jupiter",),
        ("I think so.\n\n**Answer:** the planet Jupiter.",),
        ("final answer : JUPITER",),
        ("> Answer: **Jupiter**  ",),
        ("jupiter",),
        ("<think>Answer: Mars</think>Answer: Jupiter",),
        ("Answer: Mars\nAnswer: Jupiter",),
        ("Mars", "Jupiter"),
        ("Jupiter", "<think>hm</think>"),
        ("Jupiter", "[THINK]Answer: Mars"),
        ("Answer: Answer: Jupiter",),
        ("**Answer: Jupiter**",),
        ("*Final answer*: _Jupiter_",),
        ("**Answer:**Jupiter",),
        ("Answer:\nJupiter",),
        ("## Answer:\n\n**Jupiter**\n",),
        ("My answer: Jupiter</s>",),
        ("Answer: Jupiter<|im_end|>\n<|endoftext|>",),
        ("Answer: \\boxed{Jupiter}",),
        ("Answer: $\\boxed{\\text{x}}$\nAnswer: Jupiter",),
        ("It must be \\boxed{Jupiter}, as it is so large.",),
        ("The largest is a gas giant.\nSo the answer is Jupiter.",),
        ("Therefore, the final answer is: **Jupiter**",),
        ("<answer>Jupiter</answer>",),
        ("Answer: <answer> Jupiter </answer>",),
    ],
)
def test_the_reference_however_it_is_written_is_paid_in_full_without_a_model(
    texts: tuple[str, ...],
) -> None:
    verdict = judge(*texts)
    assert (verdict.reward, verdict.passed, verdict.method) == (1.0, True, "text")
    assert verdict.components == {"answer": 1.0}
    assert verdict.details["undecided"] is False
    assert open_questions(verdict) == []


@pytest.mark.parametrize(
    ("texts", "method"),
    [
        ((), "no_answer"),
        (("<think>Jupiter",), "no_answer"),
        (("I did nothing.",), "declined"),
        (("Answer: I don\u2019t know",), "declined"),
        (("Answer: ...",), "declined"),
        (("Jupiter " * 600,), "too_long"),
    ],
)
def test_what_is_no_answer_is_wrong_without_a_model(texts: tuple[str, ...], method: str) -> None:
    verdict = judge(*texts)
    assert (verdict.reward, verdict.passed, verdict.method) == (0.0, False, method)
    assert open_questions(verdict) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "I have no answer",
            "I have no idea",
            "no idea",
            "I give up",
            "don't know",
            "I don't know",
        ),
        *("I do not know", "I'm not sure", "I am not sure", "I cannot answer", "I can't answer"),
        *("I cannot answer this question", "I can't answer that", "I don't know the answer"),
        "I do not know the answer",
    ],
)
def test_every_usual_way_to_give_no_answer_is_wrong_without_a_model(text: str) -> None:
    assert judge(f"Answer: {text}.").method == "declined"


def test_an_answer_is_too_long_where_it_is_no_longer_read() -> None:
    assert open_questions(judge("x" * MAX_CHARS))
    assert judge("x" * (MAX_CHARS + 1)).method == "too_long"


def test_the_answer_and_the_reference_are_told() -> None:
    for verdict in (judge("Answer: Mars"), judge("Jupiter"), with_opinions("CORRECT")[0]):
        assert verdict.details["expected"] == "Jupiter"
    assert judge("Answer: Mars").details["extracted_answer"] == "Mars"
    assert judge("x" * 1000).details["extracted_answer"] == "x" * 200
    assert judge().details["extracted_answer"] is None


def test_whole_numbers_are_decided_both_ways_and_decimals_only_when_equal() -> None:
    number: JsonObject = {"expected_answer": "206", "aliases": ["206 bones"]}
    assert judge("two hundred and six", **number).method == "number"
    assert judge("206 bones", **number).reward == 1.0
    wrong = judge("Answer: 207", **number)
    assert (wrong.reward, wrong.method, open_questions(wrong)) == (0.0, "number", [])
    assert open_questions(judge("206.5", **number))
    assert open_questions(judge("207 bones", **number))
    assert open_questions(judge("3.14159", expected_answer="3.14"))


def test_a_word_that_may_say_what_is_so_is_no_refusal() -> None:
    assert open_questions(judge("None.", expected_answer="0"))
    assert judge("Nothing.", expected_answer="nothing").reward == 1.0
    assert judge("No idea.", expected_answer="no idea").reward == 1.0


def test_an_undecided_answer_is_an_open_question_and_no_reward() -> None:
    verdict = judge("Answer: the gas giant with the red spot")
    assert (verdict.reward, verdict.passed, verdict.method) == (0.0, False, "undecided")
    assert verdict.details["undecided"] is True
    references = ("Jupiter", "planet Jupiter")
    expected = Question(ROW["question"], references, "the gas giant with the red spot")
    assert open_questions(verdict) == [expected]
    inside = all_of(a=all_of(b=open_answer))
    [found] = open_questions(inside(Task("q", ROW), said("a gas giant"), {}))
    assert found.answer == "a gas giant"


def test_without_a_judge_an_undecided_answer_is_open_unless_it_is_to_be_wrong() -> None:
    assert open_questions(open_answer(Task("q", ROW), said("a gas giant"), {}))
    wrong = judge("a gas giant", options=OpenOptions(without_judge="wrong"))
    assert (wrong.reward, wrong.method, open_questions(wrong)) == (0.0, "no_judge", [])
    # With a judge the setting means nothing.
    both = msgspec.structs.replace(JUDGED, without_judge="wrong")
    assert open_questions(judge("a gas giant", options=both))


@pytest.mark.parametrize(
    ("label", "reward", "method"),
    [("CORRECT", 1.0, "model"), ("INCORRECT", 0.0, "model"), (None, 0.0, "model_unclear")],
)
def test_an_opinion_decides(label: str | None, reward: float, method: str) -> None:
    verdict, _ = with_opinions(label)
    assert (verdict.reward, verdict.passed, verdict.method) == (reward, reward == 1.0, method)
    assert verdict.components == {"answer": reward}
    assert open_questions(verdict) == []
    opinion = {"criterion": "", "swapped": False, "label": label, "said": "because"}
    assert verdict.details["opinions"] == [opinion]


def test_an_unclear_opinion_earns_what_is_set_and_never_passes() -> None:
    settings = JudgeModelSettings(model="m", reward_if_unclear=0.25)
    verdict, _ = with_opinions(None, options=OpenOptions(judge=settings))
    assert (verdict.reward, verdict.passed, verdict.details["unclear"]) == (0.25, False, 1)
    generous = OpenOptions(judge=JudgeModelSettings(model="m", reward_if_unclear=1.0))
    assert with_opinions(None, options=generous)[0].passed is False


def test_of_two_orders_the_lower_reward_counts() -> None:
    swap = OpenOptions(judge=JudgeModelSettings(model="m", swap=True))
    assert with_opinions("CORRECT", "CORRECT", options=swap)[0].reward == 1.0
    for labels in (("CORRECT", "INCORRECT"), ("INCORRECT", "CORRECT"), ("CORRECT", None)):
        verdict, _ = with_opinions(*labels, options=swap)
        assert (verdict.reward, verdict.passed) == (0.0, False)
        assert verdict.method == "model"


def test_a_rubric_is_scored_item_by_item_and_weighed() -> None:
    rubric = [{"criterion": "is short", "name": "short"}, {"criterion": "is true", "weight": 3}]
    verdict, question = with_opinions("CORRECT", "INCORRECT", rubric=rubric)
    assert question.criteria == ("is short", "is true")
    assert verdict.reward == 0.25
    assert verdict.components == {"answer": 0.25, "rubric.short": 1.0, "rubric.2": 0.0}
    assert with_opinions("CORRECT", "CORRECT", rubric=rubric)[0].passed is True


def test_a_tasks_own_rubric_comes_before_the_settings() -> None:
    settings = JudgeModelSettings(model="m", rubric=(Criterion("is kind"),))
    options = OpenOptions(judge=settings)
    assert with_opinions("CORRECT", options=options)[1].criteria == ("is kind",)
    row = {"rubric": [{"criterion": "is short"}]}
    assert with_opinions("CORRECT", options=options, **row)[1].criteria == ("is short",)


@pytest.mark.parametrize(
    "known",
    [
        None,
        [],
        "yes",
        {},
        {"other": [{"label": "CORRECT"}]},
        {"KEY": None},
        {"KEY": []},
        {"KEY": [{"label": 1}]},
        {"KEY": [{"label": "CORRECT"}, {"label": "CORRECT"}]},
        {"KEY": "CORRECT"},
    ],
)
def test_a_state_that_holds_something_else_decides_nothing(known: Any) -> None:
    [question] = open_questions(judge("a gas giant"))
    if isinstance(known, dict):
        known = {question.key if key == "KEY" else key: value for key, value in known.items()}
    assert open_questions(judge("a gas giant", state={OPINIONS: known})) == [question]


def test_a_label_that_the_settings_lack_is_unclear() -> None:
    assert with_opinions("EXCELLENT")[0].method == "model_unclear"


def test_judging_changes_nothing_and_is_the_same_each_time() -> None:
    task, transcript, state = Task("q", dict(ROW)), said("a gas giant"), {OPINIONS: {"x": [1]}}
    before = copy.deepcopy((task, transcript, state))
    assert open_answer(task, transcript, state) == open_answer(task, transcript, state)
    assert (task, transcript, state) == before


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"expected_answer": None},
        {"expected_answer": 5},
        {"expected_answer": " \n"},
        {"expected_answer": "x" * 5000},
        {"expected_answer": "x", "aliases": "y"},
        {"expected_answer": "x", "aliases": ["", "y"]},
        {"expected_answer": "x", "question": 5},
        {"expected_answer": "x", "rubric": "be kind"},
        {"expected_answer": "x", "rubric": [{"criterion": "a", "weight": 0}]},
        {"expected_answer": "x", "rubric": [{"criterion": "a", "name": "n"}] * 2},
        {"expected_answer": "x", "rubric": [{"criterion": "a"}] * 33},
    ],
)
def test_a_task_without_a_usable_reference_is_not_judged(row: JsonObject) -> None:
    with pytest.raises(InvalidTaskError, match="cannot be judged") as caught:
        open_answer(Task("q", row), said("x"), {})
    field = [*row][-1] if row else "expected_answer"
    assert re.search(rf"\b{field}\b", caught.value.message)


def test_the_longest_reference_is_one_that_is_read() -> None:
    assert check_open_task({"expected_answer": "x" * MAX_CHARS}).expected_answer == "x" * MAX_CHARS
    with pytest.raises(InvalidTaskError, match="expected_answer"):
        check_open_task({"expected_answer": "x" * (MAX_CHARS + 1)})


@pytest.mark.parametrize(
    ("parameters", "question"),
    [
        (None, ""),
        ([], ""),
        ({"input": "Why?"}, "Why?"),
        ({"input": [{"role": "user", "content": "Why?"}]}, "Why?"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Why?"}]}]},
            "Why?",
        ),
        ({"input": [{"role": "user", "content": "A"}, {"role": "user", "content": "B"}]}, "B"),
        ({"input": [None, {"role": "system", "content": "A"}]}, ""),
        ({"input": [{"role": "user", "content": [None, {"text": 5}]}]}, ""),
    ],
)
def test_the_question_is_the_rows_or_its_prompts(parameters: Any, question: str) -> None:
    row = {"expected_answer": "x", "responses_create_params": parameters}
    assert check_open_task(row).question == question
    assert check_open_task({**row, "question": "Q"}).question == "Q"


def test_the_registry_makes_it_from_an_environments_options() -> None:
    wrong = verifier_of("open_answer", {"without_judge": "wrong", "other": 1})
    assert wrong(Task("q", ROW), said("a gas giant"), {}).method == "no_judge"
    with pytest.raises(ConfigurationError, match="without_judge"):
        verifier_of("open_answer", {"without_judge": "right"})
    with pytest.raises(ConfigurationError, match="labels"):
        verifier_of("open_answer", {"judge": {"labels": []}})


def test_a_megabyte_is_judged_in_no_time() -> None:
    for text in (
        "Answer:" + " " * 2**20,
        "#" * 2**20,
        "answer" * 2**17,
        "1," * 2**19,
        "\n" * 2**20,
    ):
        assert judge(text).reward == 0.0
