"""709 recorded rollouts over the reference's own databases, judged here and there.

    ground truth ─check_task─▶ played ─▶ expected ─┐
    predicted calls ─────────▶ played ─▶ found ────┴─▶ strict verdict  ==  the reference's reward

What differs is in `replay_differences.toml`, case by case, under a reason that
docs/parity.md explains.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sallyport.core.errors import InvalidTaskError, SallyportError
from sallyport.core.transcript import Transcript, decode_call
from sallyport.core.types import Task, ToolCall, Verdict
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions
from sallyport.verifiers import state_match

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
TABLES = DATA / "nemo_gym" / "workplace_assistant" / "csv"
REASONS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "replay_differences.toml").read_text(encoding="utf-8")
)
REFUSED = "invalid_task"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.slow,
    pytest.mark.skipif(not TABLES.is_dir(), reason="the reference's data is not here"),
]


class Replay:
    """The recorded cases, and their verdicts."""

    def __init__(self) -> None:
        self.environment = WorkplaceAssistant(WorkplaceOptions(data_dir=str(TABLES)))
        lines = (DATA / "parity" / "replay.jsonl").read_text(encoding="utf-8").splitlines()
        self.cases: dict[str, dict[str, Any]] = {row["id"]: row for row in map(json.loads, lines)}

    def verdict(self, case: dict[str, Any]) -> Verdict:
        """Judge one case strictly. Raises InvalidTaskError."""
        row = {"ground_truth": case["ground_truth"]}
        task: Task = self.environment.check_task(row)
        expected = self.environment.replay(self.environment.solution(row)[0])
        found = self.environment.replay([decoded(call) for call in case["predicted"]])
        state = {"expected": expected, "found": found}
        return state_match("strict")(task, Transcript(), state)

    def reward(self, case: dict[str, Any]) -> float | str:
        """The strict reward, or that the task is refused."""
        try:
            return self.verdict(case).reward
        except InvalidTaskError:
            return REFUSED

    def differing(self) -> Iterator[str]:
        """The ids of cases whose reward is not the reference's."""
        for name, case in self.cases.items():
            if self.reward(case) != case.get("expected_reward"):
                yield name


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay()


def decoded(call: Any) -> ToolCall | None:
    """A predicted call, or None where there is nothing to play."""
    try:
        return decode_call(call["name"], call["arguments"])
    except (SallyportError, KeyError, TypeError):
        return None


def test_strict_agrees_with_the_reference_but_for_the_listed_cases(replay: Replay) -> None:
    assert len(replay.cases) == 709
    listed = {name: reason for reason, names in REASONS.items() for name in names}
    differing = set(replay.differing())
    assert {name: replay.cases[name]["kind"] for name in differing - listed.keys()} == {}
    assert listed.keys() - differing == set(), "these agree now: take them off the list"


def test_every_case_is_listed_once() -> None:
    names = [name for group in REASONS.values() for name in group]
    assert len(names) == len(set(names))


def test_every_reason_is_explained() -> None:
    explained = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")
    assert [reason for reason in REASONS if f"`{reason}`" not in explained] == []


@pytest.mark.parametrize("kind", ["gt_string", "gt_broken"])
def test_a_malformed_ground_truth_is_refused_unless_it_is_well_formed_after_all(
    replay: Replay, kind: str
) -> None:
    broken = [case for case in replay.cases.values() if case["kind"] == kind]
    refused = [case["id"] for case in broken if replay.reward(case) == REFUSED]
    assert set(refused) == {case["id"] for case in broken} & set(REASONS["broken-ground-truth"])
    assert len(refused) > len(broken) * 0.8


def test_a_strict_match_is_an_outcome_match_too(replay: Replay) -> None:
    for case in replay.cases.values():
        if replay.reward(case) == REFUSED:
            continue
        details = replay.verdict(case).details
        assert details["strict_match"] <= details["outcome_match"]
        assert details["ground_truth_empty"] is (case["ground_truth"] == [])


CHANGED = {"mut_wrong_value", "mut_drop", "mut_tool_name", "cross_task", "nemo_example_empty"}
"""Kinds of mutation that leave a different world behind."""

UNCHANGED = {"create_order", "mut_reorder", "mut_whitespace", "same_time", "unicode"}
"""Kinds among which some do not: order, white space at the ends, spellings of a time or a letter."""


def test_outcome_forgives_what_does_not_change_the_world_and_nothing_else(replay: Replay) -> None:
    forgiven = {
        case["kind"]
        for case in replay.cases.values()
        if replay.reward(case) == 0.0 and replay.verdict(case).details["outcome_match"]
    }
    assert forgiven >= UNCHANGED
    assert not forgiven & CHANGED
