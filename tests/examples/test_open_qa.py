"""The example's configuration is one that holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sallyport.core.config import resolve
from sallyport.core.config.environments import environment_for
from sallyport.core.judge_model import judges_of

FILE = Path(__file__).parents[2] / "examples" / "open_qa.yaml"


def test_the_example_sets_a_judge() -> None:
    [entry] = resolve(file=FILE).settings.environments
    environment: Any = environment_for(entry)
    judge = judges_of({entry.name: environment})["quiz"]
    assert (judge.model, judge.api, judge.swap, judge.api_key_env) == ("my-judge", "chat", True, "")
    assert {each.label: each.reward for each in judge.labels} == {
        "CORRECT": 1.0,
        "PARTLY": 0.5,
        "INCORRECT": 0.0,
    }
