from __future__ import annotations

import math
from typing import Any

import pytest

from sallyport.sandbox.interpreter.snapshots.parts import KeepsOwn
from sallyport.sandbox.policy import restricted_policy
from sallyport.sandbox.policy.policy import RestrictedPolicy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def policies() -> tuple[RestrictedPolicy, RestrictedPolicy]:
    return restricted_policy(), restricted_policy()


def carried(policies: tuple[RestrictedPolicy, RestrictedPolicy], value: Any) -> Any:
    here, there = policies
    return there.anchored(here.anchors()[id(value)])


def test_the_policy_keeps_objects_of_its_own(
    policies: tuple[RestrictedPolicy, RestrictedPolicy],
) -> None:
    assert all(isinstance(policy, KeepsOwn) for policy in policies)


def test_each_of_its_objects_means_the_others(
    policies: tuple[RestrictedPolicy, RestrictedPolicy],
) -> None:
    here, there = policies
    assert carried(policies, here.builtins()) is there.builtins()
    assert carried(policies, here.builtins()["eval"]) is there.builtins()["eval"]
    ours, theirs = here.bound_names()["np"], there.bound_names()["np"]
    assert ours is not theirs
    assert carried(policies, ours) is theirs
    assert carried(policies, ours.fromfile) is theirs.fromfile


def test_what_is_the_librarys_or_the_languages_is_not_the_policys(
    policies: tuple[RestrictedPolicy, RestrictedPolicy],
) -> None:
    tokens = policies[0].anchors()
    for value in (math, math.sin, len, int, print, 1, True, "", (), None):
        assert id(value) not in tokens


def test_every_token_is_of_plain_texts_and_found_again(
    policies: tuple[RestrictedPolicy, RestrictedPolicy],
) -> None:
    here, there = policies
    tokens = here.anchors()
    assert len(tokens) > 20
    for token in tokens.values():
        assert all(type(part) is str for part in token)
        assert there.anchored(token) is not None


@pytest.mark.parametrize(
    "token", [(), ("builtin", "nothing"), ("member", "numpy", "nothing"), ("x",)]
)
def test_a_token_of_nothing_is_an_error(
    policies: tuple[RestrictedPolicy, RestrictedPolicy], token: tuple[str, ...]
) -> None:
    with pytest.raises(KeyError):
        policies[1].anchored(token)


def test_a_facade_of_a_module_that_is_not_allowed_is_not_made(
    policies: tuple[RestrictedPolicy, RestrictedPolicy],
) -> None:
    with pytest.raises(ImportError):
        policies[1].anchored(("facade", "subprocess"))


def test_imported_submodules_are_remembered() -> None:
    here, there = restricted_policy(), restricted_policy()
    here.builtins()["__import__"]("scipy.stats")
    there.recall(here.memory())
    assert "stats" in vars(there.bound_names()["scipy"])
