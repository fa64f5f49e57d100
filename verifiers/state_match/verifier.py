"""The verifier of tasks with an end state: the databases found against those expected.

state {"found": export, "expected": export} ──▶ strict_match, outcome_match, difference
                                                    └─ option `match` picks the reward
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ...core.errors import InternalError, InvalidTaskError
from ...core.types import JsonObject, State, Task, Verdict
from .difference import differences
from .exports import Changes, read_export
from .outcome import outcome_match, settled
from .sentences import sentences
from .strict import strict_match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...core.transcript import Transcript
    from ..verifier import Verifier

Match: TypeAlias = Literal["outcome", "strict"]


def state_match(match: Match = "outcome") -> Verifier:
    """Make the verifier whose reward is 1.0 when the states match as `match` says, else 0.0.

    It reads `state["found"]` and `state["expected"]`, two exports over one template. Both answers
    are components whatever `match` is; a strict match is an outcome match too. Raises
    InvalidTaskError when there is no expected state to compare with, InternalError when the one
    found is not an export or is over another template: a fault of ours, never a reward.
    """

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        expected, found = _exports(state)
        strict = strict_match(expected, found)
        outcome = strict or outcome_match(expected, found)
        return _verdict(task, match, strict, outcome, expected, found)

    return verifier


def _exports(state: State) -> tuple[dict[str, Changes], dict[str, Changes]]:
    expected = read_export(state.get("expected"))
    if expected is None:
        raise InvalidTaskError(
            "There is no expected end state: the task's ground truth could not be played.",
            field="ground_truth",
        )
    found = read_export(state.get("found"))
    if found is None:
        raise InternalError("The session's end state is not an export of its databases.")
    if state["expected"].get("template") != state["found"].get("template"):
        raise InternalError("The two end states belong to different databases.")
    return expected, found


def _verdict(
    task: Task,
    match: Match,
    strict: bool,
    outcome: bool,
    expected: Mapping[str, Changes],
    found: Mapping[str, Changes],
) -> Verdict:
    passed = strict if match == "strict" else outcome
    tables = [] if outcome else differences(expected, found)
    told = sentences(tables)
    details: JsonObject = {
        "strict_match": strict,
        "outcome_match": outcome,
        "ground_truth_empty": _is_empty(task.row.get("ground_truth")),
        "ground_truth_changes_nothing": not any(map(_lasts, expected.values())),
        "difference": {table.table: table.as_json() for table in tables},
        "sentences": told,
    }
    components = {"strict": float(strict), "outcome": float(outcome)}
    return Verdict(
        float(passed), passed, match, _reason(passed, outcome, told), components, details
    )


def _reason(passed: bool, outcome: bool, told: list[str]) -> str:
    if passed:
        return "The databases are as the ground truth leaves them."
    if outcome:
        return "The world is the same, but rows are in another order, form, or under other ids."
    return told[0] if told else "The databases differ."


def _is_empty(ground_truth: Any) -> bool:
    return isinstance(ground_truth, list) and not ground_truth


def _lasts(changes: Changes) -> bool:
    table = settled(changes)
    return bool(table.deleted or table.updated or table.inserted)
