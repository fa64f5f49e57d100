"""What each law looks at: a case or a pair of them in, BrokenLawError out.

A check returns whether it had anything to say: a verdict that waits for an answer from outside, or
a pair to which the law does not apply, is no example of it.
"""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...core.errors import InternalError, InvalidTaskError
from ...core.transcript import Transcript
from ...core.types import Task, Verdict
from .broken import BrokenLawError
from .outcome import Outcome, outcome_of
from .state_forms import unordered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .case import Case
    from .subject import Subject

SHOWN: Final = 160
"""Characters of a verdict that are shown where it differs from another."""

TIMES: Final = 3
"""How often one case is judged to see whether it is always judged alike."""


def always_alike(subject: Subject, case: Case, other: Case) -> bool:
    """The same case gets the same verdict each time, whatever was judged in between."""
    told = [outcome_of(subject, case).told() for _ in range(TIMES - 1)]
    outcome_of(subject, other)
    _same([*told, outcome_of(subject, case).told()], "judged again")
    return True


def answers(subject: Subject, case: Case) -> bool:
    """There is a verdict, or InvalidTaskError; or InternalError, for a state that is broken."""
    outcome = outcome_of(subject, case)
    allowed = (InvalidTaskError,) if case.state is None else (InvalidTaskError, InternalError)
    if outcome.verdict is None and not isinstance(outcome.error, allowed):
        raise BrokenLawError(
            f"it raised {type(outcome.error).__name__}: {outcome.error}"
        ) from outcome.error
    return True


def well_formed(subject: Subject, case: Case) -> bool:
    """The reward is a number within its bounds, and the verdict is JSON."""
    verdict = outcome_of(subject, case).verdict
    if verdict is None:
        return False
    least, greatest = subject.rewards
    for name, value in [("reward", verdict.reward), *verdict.components.items()]:
        if type(value) not in {int, float} or not math.isfinite(value):
            raise BrokenLawError(f"{name} is {value!r}, which is no finite number")
    if not least <= verdict.reward <= greatest:
        raise BrokenLawError(f"the reward is {verdict.reward}, not from {least} to {greatest}")
    if type(verdict.passed) is not bool:
        raise BrokenLawError(f"passed is {verdict.passed!r}, neither True nor False")
    if _through_json(verdict, Verdict) != verdict:
        raise BrokenLawError("the verdict is another after it was written as JSON")
    return True


def unchanged(subject: Subject, case: Case) -> bool:
    """Task, transcript and state are after judging what they were before."""
    inputs = _inputs(subject, case)
    if inputs is None:
        return False
    before = copy.deepcopy(inputs)
    _judged(subject, inputs)
    for name, one, other in zip(("task", "transcript", "state"), before, inputs, strict=True):
        # By their texts: 1, 1.0 and True are equal, and putting one for another is a change.
        if repr(one) != repr(other):
            raise BrokenLawError(f"it changed the {name}")
    return True


def paid_in_full(subject: Subject, case: Case) -> bool:
    """The solution earns the greatest reward."""
    outcome = outcome_of(subject, case)
    if outcome.waits:
        return False
    if not _is_full(subject, outcome):
        raise BrokenLawError(f"the solution is not paid in full: {_described(outcome)}")
    return True


def not_paid(subject: Subject, case: Case) -> bool:
    """Doing nothing does not earn the greatest reward, and is no success."""
    outcome = outcome_of(subject, case)
    if outcome.waits:
        return False
    if _is_full(subject, outcome) or (outcome.verdict is not None and outcome.verdict.passed):
        raise BrokenLawError(f"doing nothing is paid: {_described(outcome)}")
    return True


def blind(subject: Subject, case: Case, other: Case) -> bool:
    """Both earn the same, in every component."""
    return _alike(subject, case, other, Outcome.shares)


def _alike(subject: Subject, case: Case, other: Case, seen: Callable[[Outcome], str]) -> bool:
    one, two = outcome_of(subject, case), outcome_of(subject, other)
    if one.waits or two.waits:
        return False
    if seen(one) != seen(two):
        raise BrokenLawError(
            f"what does not matter decides: {_described(one)}; with the other: {_described(two)}"
        )
    return True


def blind_to_order(subject: Subject, case: Case, other: Case) -> bool:
    """Both earn the same, where calls in another order lead to the same state.

    A component may see the order, as the strict one of `state_match` does; the reward may not.
    """
    states = [subject.inputs(each)[2] for each in (case, other)]
    same = unordered(states[0]) == unordered(states[1])
    return same and _alike(subject, case, other, Outcome.earned)


def sensitive(subject: Subject, case: Case, other: Case) -> bool:
    """The second is not paid in full, where its value makes a difference to the end state."""
    if subject.judges_state and subject.inputs(case)[2] == subject.inputs(other)[2]:
        return False
    outcome = outcome_of(subject, other)
    if outcome.waits:
        return False
    if _is_full(subject, outcome):
        raise BrokenLawError(f"a changed value is paid in full: {_described(outcome)}")
    return True


def same_after_json(subject: Subject, case: Case) -> bool:
    """Task, transcript and state that were written as JSON and read again are judged the same."""
    inputs = _inputs(subject, case)
    if inputs is None:
        return False
    task, transcript, state = inputs
    again = (
        _through_json(task, Task),
        _through_json(transcript, Transcript),
        _through_json(state, dict[str, Any]),
    )
    told = [_judged(subject, each).told() for each in (copy.deepcopy(inputs), again)]
    _same(told, "after JSON")
    return True


def _inputs(subject: Subject, case: Case) -> tuple[Any, ...] | None:
    try:
        return subject.inputs(case)
    except InvalidTaskError:
        return None


def _judged(subject: Subject, inputs: tuple[Any, ...]) -> Outcome:
    try:
        return Outcome(subject.verifier(*inputs), None)
    # As in `outcome_of`: whatever is raised is what is compared.
    except Exception as error:  # noqa: BLE001
        return Outcome(None, error)


def _through_json(value: Any, kind: Any) -> Any:
    try:
        return msgspec.json.decode(msgspec.json.encode(value), type=kind)
    except (TypeError, ValueError, RecursionError, OverflowError, msgspec.MsgspecError) as error:
        raise BrokenLawError(f"a {kind} cannot be written as JSON and read again: {error}")


def _same(told: Sequence[str], when: str) -> None:
    for other in told[1:]:
        if other != told[0]:
            raise BrokenLawError(f"another verdict {when}: {difference(told[0], other)}")


def difference(one: str, other: str) -> str:
    """Return two texts from a little before the place where they differ."""
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), -1)
    start = max(0, (min(len(one), len(other)) if at < 0 else at) - SHOWN // 4)
    shown = [f"{'...' if start else ''}{text[start : start + SHOWN]}" for text in (one, other)]
    return f"{shown[0]}, and then {shown[1]}"


def _is_full(subject: Subject, outcome: Outcome) -> bool:
    return outcome.verdict is not None and outcome.verdict.reward >= subject.rewards[1]


def _described(outcome: Outcome) -> str:
    if outcome.verdict is None:
        return f"{type(outcome.error).__name__}: {outcome.error}"
    verdict = outcome.verdict
    return f"reward {verdict.reward}, passed {verdict.passed}, {verdict.reason!r}"
