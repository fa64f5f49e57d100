"""The language policy alone: the jail is off, and what the jail would catch is the witness."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sallyport.sandbox.policy import restricted_policy
from tests.attacks.policy.trial import Attack, accepted, attempt, corpus

from .result import Result, Verdict

LAYER = "policy"

_RAN = "ended without an error"
"""How a cell that was let run and got nothing is told from one that was refused."""


@functools.cache
def _corpus() -> list[Attack]:
    return corpus()


def classes() -> list[str]:
    """Return the names of the classes."""
    return list(dict.fromkeys(attack.kind for attack in _corpus()))


def run(kind: str) -> Iterator[Result]:
    """Make the attacks of one class."""
    # Warm before the first fork, as the zygote is.
    restricted_policy()
    with TemporaryDirectory(prefix="attack-") as folder:
        for attack in _corpus():
            if attack.kind == kind:
                yield _made(attack, Path(folder))


def _made(attack: Attack, folder: Path) -> Result:
    begun = time.monotonic()
    outcome = attempt(attack, folder)
    took = time.monotonic() - begun
    reason = accepted().get(attack.id)
    if outcome.breached and reason is not None:
        return Result(LAYER, attack.kind, attack.name, "accepted", reason, took)
    if outcome.breached:
        return Result(LAYER, attack.kind, attack.name, "breach", outcome.how, took)
    verdict: Verdict = "held" if _RAN in outcome.how else "refused"
    return Result(LAYER, attack.kind, attack.name, verdict, duration_s=took)
