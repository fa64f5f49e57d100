"""The built-in verifiers keep the laws on tasks of every environment; more examples are run by
`sallyport check ENV --examples 2000`."""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest

from sallyport.envs.registry import environment_of
from sallyport.sandbox.subject import subject_of
from sallyport.verifiers.laws import LAWS, Law, Subject, as_test, hold

EXAMPLES: Final = 40

pytestmark = pytest.mark.slow


@cache
def subject(name: str, match: str) -> Subject:
    return subject_of(environment_of(name, {"match": match} if match else {}))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize(
    ("name", "match"),
    [("math_with_code", ""), ("workplace_assistant", "outcome"), ("workplace_assistant", "strict")],
)
def test_a_built_in_verifier_keeps_it(name: str, match: str, law: Law) -> None:
    held = subject(name, match)
    result = hold(held, law, examples=EXAMPLES)
    assert result.ending != "broken", as_test(held, result)
