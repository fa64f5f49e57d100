"""Verifiers made of verifiers: each part's verdict is kept, by name.

    all_of(answer=a, style=b) ──▶ components {"answer.answer": 1.0, "answer": 1.0, "style": 0.0}
                                  details    {"answer": {...}, "style": {...}}

A part that raises InvalidTaskError makes the whole raise it: a task that one part cannot judge is
not judged. Only `first_valid` goes on to the next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from ..core.errors import InvalidTaskError
from ..core.types import JsonObject, State, Task, Verdict

if TYPE_CHECKING:
    from ..core.transcript import Transcript
    from .verifier import Verifier

Verdicts: TypeAlias = Mapping[str, Verdict]

PASSING_REWARD: Final = 1.0
"""The weighted sum at which `weighted` passes: everything that counts was earned."""


def all_of(**parts: Verifier) -> Verifier:
    """Pass when every part passes; the reward is the least one.

    Raises ValueError when there are no parts.
    """
    return _combined("all_of", parts, min, all)


def any_of(**parts: Verifier) -> Verifier:
    """Pass when some part passes; the reward is the greatest one.

    Raises ValueError when there are no parts.
    """
    return _combined("any_of", parts, max, any)


def weighted(weights: Mapping[str, float], **parts: Verifier) -> Verifier:
    """Pay the mean of the parts' rewards by weight; passes when that is 1.

    The verdict's `shares` say what each part adds. Weights are finite, not negative, and scaled to
    a sum of one. Raises ValueError when they are not that, or their names are not those of the
    parts.
    """
    shares = _shares(weights, parts)
    whole = math.fsum(shares.values())  # one, but for rounding: what earns all of it earns 1.0

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        verdicts = _judge(parts, task, transcript, state)
        earned = {name: verdict.reward * shares[name] for name, verdict in verdicts.items()}
        reward = min(max(math.fsum(earned.values()) / whole, 0.0), 1.0)
        verdict = _verdict("weighted", verdicts, reward, reward >= PASSING_REWARD)
        return msgspec.structs.replace(verdict, shares=earned)

    return verifier


def first_valid(**parts: Verifier) -> Verifier:
    """Judge by the first part that can judge the task; its name is put before the method.

    Raises ValueError when there are no parts; the verifier raises the last part's InvalidTaskError
    when none can.
    """
    _require(parts)

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        failure: InvalidTaskError | None = None
        for name, part in parts.items():
            try:
                verdict = part(task, transcript, state)
            except InvalidTaskError as error:
                failure = error
                continue
            return msgspec.structs.replace(verdict, method=f"{name}.{verdict.method}")
        assert failure is not None  # there is a part, and it did not return
        raise failure

    return verifier


def _combined(
    method: str,
    parts: Mapping[str, Verifier],
    reward_of: Callable[[list[float]], float],
    passes: Callable[[list[bool]], bool],
) -> Verifier:
    _require(parts)

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        verdicts = _judge(parts, task, transcript, state)
        reward = reward_of([verdict.reward for verdict in verdicts.values()])
        passed = passes([verdict.passed for verdict in verdicts.values()])
        return _verdict(method, verdicts, reward, passed)

    return verifier


def _require(parts: Mapping[str, Verifier]) -> None:
    if not parts:
        raise ValueError("a combination needs at least one verifier")


def _judge(
    parts: Mapping[str, Verifier], task: Task, transcript: Transcript, state: State
) -> dict[str, Verdict]:
    return {name: part(task, transcript, state) for name, part in parts.items()}


def _verdict(method: str, verdicts: Verdicts, reward: float, passed: bool) -> Verdict:
    details: JsonObject = {
        name: {"method": verdict.method, "reason": verdict.reason, **verdict.details}
        for name, verdict in verdicts.items()
    }
    told = [
        f"{name}: {verdict.reason}"
        for name, verdict in verdicts.items()
        if verdict.passed == passed
    ]
    return Verdict(reward, passed, method, " ".join(told), _components(verdicts), details)


def _components(verdicts: Verdicts) -> dict[str, float]:
    """Every part's reward under its name, and its components under `name.component`."""
    components: dict[str, float] = {}
    for name, verdict in verdicts.items():
        components[name] = verdict.reward
        components |= {f"{name}.{inner}": value for inner, value in verdict.components.items()}
    return components


def _shares(weights: Mapping[str, float], parts: Mapping[str, Verifier]) -> dict[str, float]:
    if weights.keys() != parts.keys():
        raise ValueError("weights and verifiers must have the same names")
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights.values()):
        raise ValueError("weights must be finite and not negative")
    total = sum(weights.values())
    if total <= 0 or not math.isfinite(total):
        raise ValueError("some weight must be greater than zero")
    return {name: weight / total for name, weight in weights.items()}
