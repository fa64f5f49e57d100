"""The verdict on rollouts of mathematics tasks, recorded ones among them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.core.errors import InvalidTaskError
from sallyport.core.transcript import Transcript, transcript_of
from sallyport.core.types import Task
from sallyport.verifiers import boxed_answer, boxed_verifier
from sallyport.verifiers.boxed_answer import AnswerOptions, find_answer
from sallyport.verifiers.boxed_answer.limits import MAX_ECHOED_CHARS, MAX_SCANNED_CHARS

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "nemo_gym" / "math_with_code"


def task(expected: Any, **fields: Any) -> Task:
    return Task("math_with_code", {"expected_result": expected, **fields})


def message(text: Any, **fields: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "role": "assistant", "content": content} | fields


def ran(code: Any, name: str = "execute_python") -> dict[str, Any]:
    return {
        "type": "function_call",
        "name": name,
        "call_id": "1",
        "arguments": json.dumps({"code": code}),
    }


def rollout(*items: dict[str, Any]) -> Transcript:
    return transcript_of({"output": list(items)})


def test_a_right_answer_earns_the_reward_and_the_layer_is_told() -> None:
    verdict = boxed_answer(task("1/2"), rollout(message(r"So \boxed{0.5}")), {})
    assert (verdict.reward, verdict.passed, verdict.method) == (1.0, True, "rational")
    assert verdict.components == {"answer": 1.0}
    assert verdict.details["extracted_answer"] == "0.5"
    assert verdict.details["expected"] == "1/2"
    assert verdict.details["message"] == 0


def test_a_wrong_answer_earns_nothing() -> None:
    verdict = boxed_answer(task("1/2"), rollout(message(r"So \boxed{0.6}")), {})
    assert (verdict.reward, verdict.passed) == (0.0, False)
    assert verdict.components == {"answer": 0.0}


@pytest.mark.parametrize(
    "items",
    [
        [],
        [message("The answer is 5.")],
        [message(r"\boxed{5}", role="user")],
        [{"type": "reasoning", "summary": [{"type": "summary_text", "text": r"\boxed{5}"}]}],
        [message(r"<think>\boxed{5}")],
        [message(r"<think>\boxed{5}</think>I do not know.")],
        [ran(r"print('\boxed{5}')")],
    ],
)
def test_without_a_box_in_what_was_said_there_is_no_answer(items: list[dict[str, Any]]) -> None:
    verdict = boxed_answer(task("5"), rollout(*items), {})
    assert (verdict.reward, verdict.method) == (0.0, "no_box")
    assert verdict.details["extracted_answer"] is None


def test_the_last_message_that_has_a_box_counts() -> None:
    said = rollout(message(r"\boxed{4}"), message(r"No: \boxed{5}"), message("Done."))
    assert boxed_answer(task("5"), said, {}).details["message"] == 1


def test_an_answer_that_only_algebra_could_tell_is_said_to_be_open() -> None:
    verdict = boxed_answer(task("x"), rollout(message(r"\boxed{\sqrt{x^2}}")), {})
    assert (verdict.reward, verdict.method) == (0.0, "symbolic")
    assert verdict.details["undecided"] is True


def test_options_of_the_server_hold_where_the_task_has_none() -> None:
    lenient = boxed_verifier(AnswerOptions(tolerance=0.01))
    said = rollout(message(r"\boxed{3.14}"))
    assert boxed_answer(task(r"\pi"), said, {}).reward == 0.0
    assert lenient(task(r"\pi"), said, {}).reward == 1.0
    assert lenient(task(r"\pi", tolerance=0.0), said, {}).reward == 0.0


# ── the code ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("item", "contained"),
    [
        (ran("import sympy"), 1.0),
        (ran("import sympy", name="mcp__notebook__execute_python"), 1.0),
        (ran("import numpy"), 0.0),
        (ran(["sympy"]), 0.0),
        (ran("import sympy", name="other_tool"), 0.0),
        ({"type": "function_call", "name": "execute_python", "arguments": "sympy"}, 0.0),
        ({"type": "function_call", "name": "execute_python", "arguments": '["sympy"]'}, 0.0),
        (message("sympy"), 0.0),
    ],
)
def test_code_that_a_task_asks_for_must_have_been_run(
    item: dict[str, Any], contained: float
) -> None:
    said = rollout(item, message(r"\boxed{5}"))
    verdict = boxed_answer(task("5", expected_code_contains="sympy"), said, {})
    assert verdict.components == {"answer": 1.0, "code": contained}
    assert verdict.reward == contained
    assert ("no executed code holds" in verdict.reason) is not bool(contained)


def test_right_code_does_not_make_up_for_a_wrong_answer() -> None:
    said = rollout(ran("import sympy"), message(r"\boxed{6}"))
    verdict = boxed_answer(task("5", expected_code_contains="sympy"), said, {})
    assert (verdict.reward, verdict.components) == (0.0, {"answer": 0.0, "code": 1.0})


# ── broken and hostile rollouts ──────────────────────────────────────────────────────────────────


def test_a_task_without_an_expected_answer_is_not_judged() -> None:
    with pytest.raises(InvalidTaskError):
        boxed_answer(task(None), rollout(message(r"\boxed{5}")), {})


@pytest.mark.slow
def test_ten_thousand_items_and_a_megabyte_are_judged() -> None:
    noise = [message(r"\boxed{" * 20) for _ in range(10_000)]
    assert boxed_answer(task("5"), rollout(*noise, message("x" * 10**6 + r"\boxed{5}")), {}).passed
    long = boxed_answer(task("5"), rollout(message(rf"\boxed{{{'7' * 10**6}}}")), {})
    assert not long.passed
    assert len(long.details["extracted_answer"]) == MAX_ECHOED_CHARS


def test_only_so_much_of_a_rollout_is_searched_the_end_first() -> None:
    opening = r"\boxed{"
    for rest in (MAX_SCANNED_CHARS - len(opening), MAX_SCANNED_CHARS):
        said = rollout(message(r"\boxed{4}"), message(opening + "{" * rest))
        assert find_answer(said) is None
    said = rollout(message(r"\boxed{4}"), message(opening + "{" * 100))
    assert find_answer(said) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
ITEMS = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["message", "function_call", "function_call_output", "reasoning", 5]
            )
        },
        optional=dict.fromkeys(("role", "content", "name", "arguments", "call_id", "output"), JSON),
    ),
    st.text("\\boxed{}5<think>/ ", max_size=40).map(message),
    JSON.map(message),
    JSON.map(ran),
)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(ITEMS | JSON, max_size=5), st.sampled_from(["5", r"\frac{1}{2}", r"\{1,2\}"]))
def test_every_rollout_gets_a_verdict_and_is_left_as_it_was(
    items: list[Any], expected: str
) -> None:
    said = transcript_of({"output": items})
    judged = task(expected, expected_code_contains="a")
    before = copy.deepcopy((judged.row, said.items))
    verdict = boxed_answer(judged, said, {})
    assert repr((judged.row, said.items)) == repr(before)
    assert verdict.reward in {0.0, 1.0}
    assert verdict == boxed_answer(judged, said, {})
    msgspec.json.encode(verdict)


# ── recorded rollouts ────────────────────────────────────────────────────────────────────────────

REWARDS = {0: 0.0, 1: 0.0, 2: 0.0, 3: 1.0, 4: 1.0}
"""Task by its id: what its recorded rollout deserves. That of task 1 ends with an approximation in
its last box, which drops a term of the exact value."""

FAULTY_EXTRACTION = {1, 2, 3}
"""Tasks of whose rollouts the recorded reward rests on an answer cut at its first closing brace; in
that of task 3 the answer was right and got nothing."""


def prompt(row: dict[str, Any]) -> str:
    content: str = row["responses_create_params"]["input"][-1]["content"]
    return content


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.reference
@pytest.mark.skipif(not DATA.is_dir(), reason="the reference's data is not here")
def test_recorded_rollouts_are_judged_rightly() -> None:
    tasks = {prompt(row): row for row in rows("example.jsonl")}
    for recorded in rows("example_rollouts.jsonl"):
        row = tasks[prompt(recorded)]
        verdict = boxed_answer(Task("math_with_code", row), transcript_of(recorded["response"]), {})
        assert verdict.reward == REWARDS[row["id"]]
        assert verdict.details["undecided"] is False
        found, extracted = verdict.details["extracted_answer"], recorded["extracted_answer"]
        if row["id"] in FAULTY_EXTRACTION:
            assert extracted.count("{") > extracted.count("}")
            assert found.startswith(extracted)
            assert recorded["reward"] == 0.0
        else:
            assert (found, verdict.reward) == (extracted, recorded["reward"])


@pytest.mark.parametrize(
    ("expected", "text", "reward"),
    [
        ("2, 3, 5", r"\boxed{2}, \boxed{3}, \boxed{5}", 1.0),
        ("2, 3, 5", r"\boxed{2}, \boxed{3}, and \boxed{7}", 0.0),
        ("5", r"\boxed{2}, \boxed{3}, \boxed{5}", 0.0),
        ("4, 9", r"(a) \boxed{4} (b) \boxed{9}", 1.0),
        (r"\{-2,6\}", r"\boxed{-2} and \boxed{6}", 1.0),
        ("x=1,y=4", r"$\boxed{x=1}$ and $\boxed{y=4}$", 1.0),
        ("x=1,y=4", r"x = \boxed{1}, y = \boxed{4}", 1.0),
        ("x=4,y=1", r"x = \boxed{1}, y = \boxed{4}", 0.0),
        ("1, 4", r"x=\boxed{1}, y=\boxed{4}, so the sum is \boxed{5}", 0.0),
        ("5", r"x=\boxed{1}, y=\boxed{4}, so the sum is \boxed{5}", 1.0),
        ("(1,2),(3,4)", r"\boxed{(1,2)} and \boxed{(3,4)}", 1.0),
        ("B, D", r"\boxed{B} and \boxed{D}", 1.0),
        ("D", r"\boxed{B} or \boxed{D}", 0.0),
        (r"\frac{1}{2}", r"\boxed{\frac{1}{2}} or \boxed{0.5}", 1.0),
        ("1010", r"\boxed{10} \boxed{10}", 0.0),
        ("10", r"\boxed{10} \boxed{10}", 1.0),
        (r"\boxed{2}, \boxed{3}", "\\boxed{2, 3}", 1.0),
        ("'right'", r"\boxed{'right'}", 1.0),
    ],
)
def test_several_boxes_are_one_answer(expected: str, text: str, reward: float) -> None:
    rollout = transcript_of({"output": [message(text)]})
    assert boxed_answer(task(expected), rollout, {}).reward == reward


@pytest.mark.parametrize(
    "output",
    [
        [ran("print('x')"), {"type": "function_call_output", "output": r"\boxed{5}"}],
        [{"type": "reasoning", "content": [{"type": "reasoning_text", "text": r"\boxed{5}"}]}],
        [message(r"[THINK]\boxed{5}[/THINK]I give up.")],
        [message(r"<seed:think>\boxed{5}")],
        [message(r"<|channel|>analysis<|message|>\boxed{5}<|end|>")],
    ],
)
def test_a_box_that_the_policy_did_not_answer_with_is_none(output: Any) -> None:
    verdict = boxed_answer(task("5"), transcript_of({"output": output}), {})
    assert (verdict.reward, verdict.method) == (0.0, "no_box")
