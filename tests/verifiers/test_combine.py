"""Laws of verifiers made of verifiers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.core.errors import InvalidTaskError
from sallyport.core.transcript import Transcript
from sallyport.core.types import State, Task, Verdict
from sallyport.verifiers import Verifier, all_of, any_of, first_valid, weighted

TASK = Task("t", {})


def giving(reward: float, *, passed: bool | None = None, name: str = "m") -> Verifier:
    """A verifier whose verdict is known."""

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        ok = reward == 1.0 if passed is None else passed
        return Verdict(reward, ok, name, f"it is {reward}", {"inner": reward}, {"seen": state})

    return verifier


def refusing(task: Task, transcript: Transcript, state: State) -> Verdict:
    raise InvalidTaskError("cannot", field="x")


def judge(verifier: Verifier) -> Verdict:
    return verifier(TASK, Transcript(), {"s": 1})


REWARDS = st.floats(0, 1)
SEVERAL = st.lists(REWARDS, min_size=1, max_size=5)


def named(rewards: list[float]) -> dict[str, Verifier]:
    return {f"p{index}": giving(reward) for index, reward in enumerate(rewards)}


@settings(deadline=None)
@given(SEVERAL)
def test_all_passes_when_every_part_does_and_any_when_one_does(rewards: list[float]) -> None:
    least, greatest = judge(all_of(**named(rewards))), judge(any_of(**named(rewards)))
    assert (least.reward, greatest.reward) == (min(rewards), max(rewards))
    assert least.passed is all(reward == 1.0 for reward in rewards)
    assert greatest.passed is any(reward == 1.0 for reward in rewards)


@settings(deadline=None)
@given(SEVERAL)
def test_every_parts_components_and_details_are_kept(rewards: list[float]) -> None:
    parts = named(rewards)
    for whole in (all_of(**parts), any_of(**parts), weighted(dict.fromkeys(parts, 1.0), **parts)):
        verdict = judge(whole)
        for name, reward in zip(parts, rewards, strict=True):
            assert verdict.components[name] == verdict.components[f"{name}.inner"] == reward
            assert verdict.details[name]["seen"] == {"s": 1}
            assert verdict.details[name]["reason"] == f"it is {reward}"


@settings(deadline=None)
@given(SEVERAL)
def test_one_part_alone_is_itself(rewards: list[float]) -> None:
    alone = judge(giving(rewards[0]))
    for whole in (all_of, any_of):
        verdict = judge(whole(a=giving(rewards[0])))
        assert (verdict.reward, verdict.passed) == (alone.reward, alone.passed)
    assert judge(weighted({"a": 3.0}, a=giving(rewards[0]))).reward == alone.reward


@pytest.mark.slow
@settings(deadline=None)
@given(SEVERAL, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(rewards: list[float], random: Any) -> None:
    parts = named(rewards)
    shuffled = dict(random.sample(list(parts.items()), len(parts)))
    for whole in (all_of, any_of):
        first, second = judge(whole(**parts)), judge(whole(**shuffled))
        assert (first.reward, first.components) == (second.reward, second.components)


@settings(deadline=None)
@given(
    st.lists(st.tuples(REWARDS, st.floats(0.01, 100)), min_size=1, max_size=5), st.floats(0.1, 9)
)
def test_a_weighted_reward_is_a_mean_whatever_the_weights_scale(
    parts: list[tuple[float, float]], scale: float
) -> None:
    verifiers = named([reward for reward, _ in parts])
    weights = {f"p{index}": weight for index, (_, weight) in enumerate(parts)}
    scaled = {name: weight * scale for name, weight in weights.items()}
    reward = judge(weighted(weights, **verifiers)).reward
    assert min(r for r, _ in parts) - 1e-9 <= reward <= max(r for r, _ in parts) + 1e-9
    assert 0.0 <= reward <= 1.0
    assert judge(weighted(scaled, **verifiers)).reward == pytest.approx(reward, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5))
def test_parts_that_all_pass_in_full_pass_in_full_whatever_their_weights(
    weights: list[float],
) -> None:
    verifiers = named([1.0] * len(weights))
    verdict = judge(weighted(dict(zip(verifiers, weights, strict=True)), **verifiers))
    assert (verdict.reward, verdict.passed) == (1.0, True)


@settings(deadline=None)
@given(st.lists(st.tuples(REWARDS, st.floats(0.01, 100)), min_size=1, max_size=5))
def test_the_shares_of_a_weighted_sum_add_up_to_its_reward(
    parts: list[tuple[float, float]],
) -> None:
    verifiers = named([reward for reward, _ in parts])
    weights = {f"p{index}": weight for index, (_, weight) in enumerate(parts)}
    verdict = judge(weighted(weights, **verifiers))
    assert verdict.shares.keys() == verifiers.keys()
    assert sum(verdict.shares.values()) == pytest.approx(verdict.reward, abs=1e-9)
    assert judge(all_of(**verifiers)).shares == {}


def test_a_weight_of_zero_takes_a_part_out_of_the_reward_but_not_of_the_verdict() -> None:
    verdict = judge(weighted({"a": 1.0, "b": 0.0}, a=giving(1.0), b=giving(0.0)))
    assert (verdict.reward, verdict.passed) == (1.0, True)
    assert verdict.components["b"] == 0.0


def test_the_reason_is_that_of_the_parts_that_decided() -> None:
    assert judge(all_of(a=giving(1.0), b=giving(0.0))).reason == "b: it is 0.0"
    assert judge(any_of(a=giving(1.0), b=giving(0.0))).reason == "a: it is 1.0"
    assert judge(weighted({"a": 1.0}, a=giving(0.5))).reason == "a: it is 0.5"


def test_the_method_is_the_combination_and_each_parts_own_is_kept() -> None:
    parts = {"a": giving(1.0, name="one"), "b": giving(0.0, name="two")}
    wholes = {"all_of": all_of(**parts), "any_of": any_of(**parts)}
    for name, whole in (wholes | {"weighted": weighted({"a": 1, "b": 1}, **parts)}).items():
        verdict = judge(whole)
        assert verdict.method == name
        assert [verdict.details[part]["method"] for part in parts] == ["one", "two"]


def test_the_first_part_that_can_judge_does() -> None:
    verdict = judge(first_valid(a=refusing, b=giving(0.5), c=giving(1.0)))
    assert (verdict.reward, verdict.method, verdict.components) == (0.5, "b.m", {"inner": 0.5})
    with pytest.raises(InvalidTaskError, match="cannot"):
        judge(first_valid(a=refusing))


@pytest.mark.parametrize("whole", [all_of, any_of])
def test_a_task_that_one_part_cannot_judge_is_not_judged(whole: Any) -> None:
    with pytest.raises(InvalidTaskError):
        judge(whole(a=giving(1.0), b=refusing))


@pytest.mark.parametrize("whole", [all_of, any_of, first_valid])
def test_a_combination_of_nothing_is_refused(whole: Any) -> None:
    with pytest.raises(ValueError, match="at least one"):
        whole()


@pytest.mark.parametrize(
    "weights", [{}, {"b": 1.0}, {"a": -1.0}, {"a": 0.0}, {"a": float("nan")}, {"a": float("inf")}]
)
def test_weights_that_are_none_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        weighted(weights, a=giving(1.0))


def test_weights_too_large_to_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        weighted({"a": 1.7e308, "b": 1.7e308}, a=giving(1.0), b=giving(1.0))


def test_one_negative_weight_is_refused_though_the_sum_is_positive() -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        weighted({"a": 2.0, "b": -1.0}, a=giving(1.0), b=giving(1.0))
