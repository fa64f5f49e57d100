from __future__ import annotations

import math

import msgspec
import pytest

from sallyport.core.app.verdicts import judged, stored_rollout
from sallyport.core.errors import InvalidRequestError, MalformedRequestError
from sallyport.core.types import Verdict
from sallyport.sandbox.judges import Judgement

NO_VERDICT = {"reward": None, "valid": False, "verdict": None}


def test_a_verdict_is_shown_with_its_reward_beside_it() -> None:
    verdict = Verdict(0.5, False, "outcome", "half of it", {"a": 1.0}, {"more": [1]})
    assert judged(Judgement(verdict)) == {
        "reward": 0.5,
        "valid": True,
        "failure_reason": None,
        "reward_components": {"reward": 0.5},
        "verdict": {
            "passed": False,
            "method": "outcome",
            "reason": "half of it",
            "components": {"a": 1.0},
            "details": {"more": [1]},
        },
    }


@pytest.mark.parametrize(
    ("reward", "components", "shares", "shown"),
    [
        (1.0, {"answer": 1.0}, {}, {"answer": 1.0}),
        (0.0, {"answer": 0.0, "code": 0.0}, {}, {"answer": 0.0, "code": 0.0}),
        (0.0, {"answer": 1.0, "code": 0.0}, {}, {"reward": 0.0}),
        (1.0, {"strict": 1.0, "outcome": 1.0}, {}, {"reward": 1.0}),
        (0.0, {}, {}, {}),
        (0.5, {"a": 1.0, "b": 0.25}, {"a": 0.25, "b": 0.25}, {"a": 0.25, "b": 0.25}),
    ],
)
def test_reward_components_add_up_to_the_reward(
    reward: float, components: dict[str, float], shares: dict[str, float], shown: dict[str, float]
) -> None:
    verdict = Verdict(reward, reward == 1.0, "m", "r", components, {}, shares)
    assert judged(Judgement(verdict))["reward_components"] == shown
    assert "shares" not in judged(Judgement(verdict))["verdict"]


def test_an_extracted_answer_is_shown_as_the_protocol_names_it() -> None:
    shown = judged(Judgement(Verdict(1.0, True, "text", "same", {}, {"extracted_answer": "5"})))
    assert (shown["extracted_answer"], shown["accuracy"]) == ("5", True)


def test_a_failed_judgement_has_no_reward_at_all() -> None:
    shown = judged(Judgement(None, "judge_timeout: no verdict within 10 s"))
    assert shown == {**NO_VERDICT, "failure_reason": "judge_timeout: no verdict within 10 s"}


@pytest.mark.parametrize("reward", [math.nan, math.inf, -math.inf])
def test_a_reward_that_is_no_finite_number_is_no_judgement(reward: float) -> None:
    shown = judged(Judgement(Verdict(reward, True, "m", "r")))
    assert shown == {
        **NO_VERDICT,
        "failure_reason": "verdict_invalid: the reward is no finite number",
    }


@pytest.mark.parametrize("body", [{}, {"response": None}, {"response": []}, {"response": "x"}])
def test_a_body_without_a_response_object_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(InvalidRequestError, match="`response` is missing or no object"):
        stored_rollout(msgspec.json.encode(body))


def test_a_body_is_cut_into_members_that_are_not_looked_into() -> None:
    members = stored_rollout(b'{"a" : [1, 2] , "response": {"output" : []} }')
    assert {name: bytes(memoryview(text)) for name, text in members.items()} == {
        "a": b"[1, 2]",
        "response": b'{"output" : []}',
    }


def test_a_body_that_is_no_json_is_malformed_before_it_lacks_anything() -> None:
    with pytest.raises(MalformedRequestError):
        stored_rollout(b'{"n": 1e999}')
    with pytest.raises(MalformedRequestError):
        stored_rollout(b'{"response": {')


def test_a_body_written_over_many_lines_is_cut_into_members_of_one() -> None:
    body = b'{\r\n  "id": 1,\n  "text": "a\\nb c",\n  "response": {\n    "output": []\n  }\n}'
    assert {key: bytes(raw) for key, raw in stored_rollout(body).items()} == {
        "id": b"1",
        "text": rb'"a\nb c"',
        "response": b'{"output":[]}',
    }
