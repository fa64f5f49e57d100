"""Judging stored rollouts in this process, and comparing with the rewards they carry."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from ...sandbox.judges import Judgement
from ...sandbox.judging import Rollout, judge_in
from ..app.verdicts import judged
from ..errors import SallyportError
from ..rollout.job import Recording, task_part
from ..rollout.recordings import recordings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ...envs.environment import Environment
    from ..types import JsonObject


class Rejudged(msgspec.Struct, frozen=True):
    """A rollout's row with its new verdict, the reward it carried, and why it has none now."""

    row: JsonObject
    recorded_reward: object = None
    cause: str | None = None


def rejudge(environment: Environment, file: Path, tasks: Path | None) -> Iterator[Rejudged]:
    """Judge each rollout of a file, as `/verify` would. Raises ConfigurationError for the file."""
    for recording in recordings(file, environment, tasks):
        yield _rejudged(environment, recording)


def _rejudged(environment: Environment, recording: Recording) -> Rejudged:
    row = recording.row
    if recording.response is None:
        return _not_judged(recording, "invalid_recording", recording.problem or "no response")
    rollout = Rollout(environment.name, task_part(row), recording.response)
    try:
        verdict = judge_in(environment, rollout)
    except SallyportError as error:
        return _not_judged(recording, error.type, error.message)
    # A verifier of the operator's own may raise anything; the row says that nothing was judged.
    except Exception as error:  # noqa: BLE001
        return _not_judged(recording, "verifier_error", f"{type(error).__name__}: {error}")
    reply = judged(Judgement(verdict))
    return Rejudged({**row, "response": recording.response, **reply}, recording.reward)


def _not_judged(recording: Recording, cause: str, message: str) -> Rejudged:
    row = {**recording.row, "response": recording.response}
    reply = judged(Judgement(None, f"{cause}: {message}"))
    return Rejudged({**row, **reply}, recording.reward, cause)


class Comparison:
    """Counts verdicts, and how they compare with the recorded rewards."""

    def __init__(self) -> None:
        self.causes: Counter[str] = Counter()
        self._rollouts = 0
        self._reward = 0.0
        self._relations: Counter[str] = Counter()

    def add(self, row: Rejudged) -> None:
        """Count one row."""
        self._rollouts += 1
        if row.cause is not None:
            self.causes[row.cause] += 1
            return
        reward: float = row.row["reward"]
        self._reward += reward
        recorded = row.recorded_reward
        if isinstance(recorded, int | float):
            sign = (reward > recorded) - (reward < recorded)
            self._relations[("as recorded", "higher", "lower")[sign]] += 1

    def figures(self) -> JsonObject:
        """Return every figure by name, in the order it is shown."""
        failed = self.causes.total()
        valid = self._rollouts - failed
        return {
            "rollouts": self._rollouts,
            "mean reward": self._reward / valid if valid else None,
            **{name: self._relations[name] for name in ("as recorded", "higher", "lower")},
            "not valid": failed,
            **{f"  {cause}": count for cause, count in self.causes.most_common()},
        }
