"""Verifiers by name and options."""

from __future__ import annotations

from typing import Any

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.transcript import Transcript, transcript_of
from sallyport.core.types import State, Task, Verdict
from sallyport.verifiers import all_of, boxed_answer, verifier_names, verifier_of
from sallyport.verifiers.registry import asks_symbolic, register


def test_the_built_in_verifiers_are_found_by_name() -> None:
    assert verifier_names() == ("boxed_answer", "open_answer", "state_match")


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'boxed_answer'"):
        verifier_of("boxed")
    register("test_registry_near", lambda options: boxed_answer)
    with pytest.raises(ConfigurationError, match="did you mean 'test_registry_near'"):
        verifier_of("test_registry_naer")
    with pytest.raises(ConfigurationError, match="'open_answer' or 'state_match'"):
        verifier_of("?")


def test_options_reach_the_verifier_and_others_are_the_environments() -> None:
    said = transcript_of({"output": [{"type": "message", "content": r"\boxed{3.14}"}]})
    task = Task("math_with_code", {"expected_result": r"\pi"})
    lenient = verifier_of("boxed_answer", {"tolerance": 0.01, "policy": "none"})
    assert lenient(task, said, {}).reward == 1.0
    assert verifier_of("boxed_answer")(task, said, {}).reward == 0.0


def test_match_reaches_the_state_verifier() -> None:
    state: State = {"expected": {"tables": {}}, "found": {"tables": {}}}
    options = {"match": "strict", "data_dir": ""}
    verdict = verifier_of("state_match", options)(Task("w", {}), Transcript(), state)
    assert verdict.method == "strict"
    assert verifier_of("state_match")(Task("w", {}), Transcript(), state).method == "outcome"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("state_match", {"match": "loose"}),
        ("state_match", {"match": []}),
        ("boxed_answer", {"tolerance": 5}),
        ("boxed_answer", {"symbolic": "perhaps"}),
        ("boxed_answer", {"judge_unread": "sometimes"}),
    ],
)
def test_an_option_with_a_wrong_value_is_the_operators_mistake(name: str, options: Any) -> None:
    [option] = options
    with pytest.raises(ConfigurationError, match=option) as caught:
        verifier_of(name, options)
    assert option in caught.value.details.values()


def test_a_judge_that_does_not_fit_is_the_operators_mistake() -> None:
    with pytest.raises(ConfigurationError, match="boxed_answer does not fit"):
        verifier_of("boxed_answer", {"judge": {"swap": "perhaps"}})


def test_a_verifier_of_ones_own_is_made_from_the_options() -> None:
    def make(options: Any) -> Any:
        return lambda task, transcript, state: Verdict(options["pay"], False, "own", "")

    register("test_registry_own", make)
    own = verifier_of("test_registry_own", {"pay": 0.25})
    assert own(Task("t", {}), Transcript(), {}).reward == 0.25
    assert "test_registry_own" not in verifier_names()


def _makes_nothing(options: Any) -> Any:
    return None


def _fails(options: Any) -> Any:
    return options["no such option"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_makes_nothing, "returned a NoneType; it must return a function"),
        (_fails, r"cannot be made: KeyError: 'no such option' \(test_registry.py:\d+, in _fails\)"),
    ],
)
def test_a_verifier_of_ones_own_that_cannot_be_made_is_told_with_its_line(
    make: Any, why: str
) -> None:
    register("test_registry_broken", make)
    with pytest.raises(ConfigurationError, match=why):
        verifier_of("test_registry_broken")


def test_a_built_in_verifier_cannot_be_replaced() -> None:
    with pytest.raises(ConfigurationError, match="'state_match' is built in"):
        register("state_match", lambda options: boxed_answer)


def test_the_verifier_of_answers_and_those_of_ones_own_may_leave_questions_to_algebra() -> None:
    register("test_registry_asks", lambda options: all_of(answer=boxed_answer))
    assert asks_symbolic("test_registry_asks") is True
    assert asks_symbolic("boxed_answer") is True
    assert asks_symbolic("state_match") is False
