"""The verifier of short answers keeps the laws, whatever its options."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sallyport.core.cli.checking import source_of
from sallyport.envs.registry import environment_of
from sallyport.sandbox.subject import subject_of
from sallyport.verifiers.laws import LAWS, Law, hold

OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "no judge": {},
    "exact": {"without_judge": "wrong"},
    "judge": {"judge": {"model": "m", "swap": True, "rubric": [{"criterion": "is kind"}]}},
}


@pytest.mark.slow
@pytest.mark.parametrize("each", LAWS, ids=lambda each: each.name)
@pytest.mark.parametrize("options", OPTIONS)
def test_a_law_is_kept(options: str, each: Law) -> None:
    environment = environment_of("open_qa", OPTIONS[options])
    subject = subject_of(environment, source=source_of(environment, None))
    result = hold(subject, each, examples=25)
    assert result.ending != "broken", result.why
    if result.ending == "skipped":
        assert each.name in {"blind_to_wording", "blind_to_order"}
