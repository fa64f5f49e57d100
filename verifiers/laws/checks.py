"""What each law looks at: a case or a pair of them in, BrokenLawError out.

A check returns whether it had anything to say: a verdict that waits for an answer from outside, or
a pair to which the law does not apply, is no example of it.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...core.author_lines import told
from ...core.errors import FaultyCodeError, InternalError, InvalidTaskError
from ...core.transcript import Transcript
from ...core.types import Task, Verdict
from ..contract import fault_of
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
    seen = [outcome_of(subject, case).told() for _ in range(TIMES - 1)]
    outcome_of(subject, other)
    last = outcome_of(subject, case)
    _same([*seen, last.told()], "judged again")
    return last.verdict is not None


def answers(subject: Subject, case: Case) -> bool:
    """There is a verdict, or InvalidTaskError; or InternalError, for a state that is broken."""
    outcome = outcome_of(subject, case)
    allowed = (InvalidTaskError,) if case.state is None else (InvalidTaskError, InternalError)
    faulty = isinstance(outcome.error, FaultyCodeError) or not isinstance(outcome.error, allowed)
    if outcome.verdict is None and faulty:
        raise BrokenLawError(_described(outcome)) from outcome.error
    return True


def well_formed(subject: Subject, case: Case) -> bool:
    """The reward is a number within its bounds, and the verdict is JSON."""
    verdict = outcome_of(subject, case).verdict
    if verdict is None:
        return False
    fault = fault_of(verdict, subject.rewards)
    if fault:
        raise BrokenLawError(fault)
    if _through_json(verdict, Verdict) != verdict:
        raise BrokenLawError("the verdict is another after it was written as JSON")
    return True


def unchanged(subject: Subject, case: Case) -> bool:
    """Task, transcript and state are after judging what they were before."""
    inputs = _inputs(subject, case)
    if inputs is None:
        return False
    before = copy.deepcopy(inputs)
    outcome = _judged(subject, inputs)
    for name, one, other in zip(("task", "transcript", "state"), before, inputs, strict=True):
        # By their texts: 1, 1.0 and True are equal, and putting one for another is a change.
        if repr(one) != repr(other):
            raise BrokenLawError(f"it changed the {name}")
    return outcome.verdict is not None


def paid_in_full(subject: Subject, case: Case) -> bool:
    """The solution earns the greatest reward."""
    outcome = outcome_of(subject, case)
    if outcome.waits:
        return False
    if not _is_full(subject, outcome):
        raise BrokenLawError(
            f"the solution is not paid in full: {_described(outcome)}"
        ) from outcome.error
    return True


def not_paid(subject: Subject, case: Case) -> bool:
    """Doing nothing does not earn the greatest reward, and is no success."""
    outcome = outcome_of(subject, case)
    if outcome.waits or outcome.verdict is None:
        return False
    if _is_full(subject, outcome) or outcome.verdict.passed:
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
        ) from one.error or two.error
    return one.verdict is not None


def blind_to_order(subject: Subject, case: Case, other: Case) -> bool:
    """Both earn the same, where calls in another order lead to the same state.

    A component may see the order, as the strict one of `state_match` does; the reward may not.
    """
    states = [_inputs(subject, each) for each in (case, other)]
    if states[0] is None or states[1] is None:
        return False
    same = unordered(states[0][2]) == unordered(states[1][2])
    return same and _alike(subject, case, other, Outcome.earned)


def sensitive(subject: Subject, case: Case, other: Case) -> bool:
    """The second is not paid in full, where its value makes a difference to the end state."""
    if subject.judges_state:
        inputs = [_inputs(subject, each) for each in (case, other)]
        if inputs[0] is None or inputs[1] is None or inputs[0][2] == inputs[1][2]:
            return False
    outcome = outcome_of(subject, other)
    if outcome.waits or outcome.verdict is None:
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
    outcomes = [_judged(subject, each) for each in (copy.deepcopy(inputs), again)]
    _same([outcome.told() for outcome in outcomes], "after JSON")
    return outcomes[0].verdict is not None


def _inputs(subject: Subject, case: Case) -> tuple[Any, ...] | None:
    """Return what is judged; None where it cannot be made, which is what the law `total` tells."""
    try:
        return subject.inputs(case)
    # As in `outcome_of`: functions of an author's make it.
    except Exception:  # noqa: BLE001
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


def _same(seen: Sequence[str], when: str) -> None:
    for other in seen[1:]:
        if other != seen[0]:
            raise BrokenLawError(f"another verdict {when}: {difference(seen[0], other)}")


def difference(one: str, other: str) -> str:
    """Return two texts from a little before the place where they differ."""
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), -1)
    start = max(0, (min(len(one), len(other)) if at < 0 else at) - SHOWN // 4)
    shown = [f"{'...' if start else ''}{text[start : start + SHOWN]}" for text in (one, other)]
    return f"{shown[0]}, and then {shown[1]}"


def _is_full(subject: Subject, outcome: Outcome) -> bool:
    return outcome.verdict is not None and outcome.verdict.reward >= subject.rewards[1]


def _described(outcome: Outcome) -> str:
    if outcome.error is not None:
        # What is raised for an author's error says itself what that was, and where.
        error = outcome.error
        return error.message if isinstance(error, FaultyCodeError) else f"it raised {told(error)}"
    verdict = outcome.verdict
    assert verdict is not None  # one of the two is there
    return f"reward {verdict.reward}, passed {verdict.passed}, {verdict.reason!r}"
