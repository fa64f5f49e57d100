"""The kernel's side: each attack in a fresh jail of its own, with the language policy off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from sallyport.sandbox.jail import JailSpec
from tests.attacks.attack import Attack, broken, ending_of
from tests.attacks.harness import LIMITS, Jailhouse, SetupFailedError
from tests.attacks.kernel.corpus import (
    ATTACKS,
    NEEDS_MEMORY_GROUP,
    armed,
    canary_file,
    listening_port,
    secret_in_environment,
)

from .result import Result, Verdict

LAYER = "kernel"


def classes() -> list[str]:
    """Return the names of the classes."""
    return list(dict.fromkeys(attack.kind for attack in ATTACKS))


def run(kind: str) -> Iterator[Result]:
    """Make the attacks of one class."""
    attacks = [attack for attack in ATTACKS if attack.kind == kind]
    with secret_in_environment(), canary_file() as canary, listening_port() as port:
        try:
            house = Jailhouse(JailSpec(limits=LIMITS), preload=("ctypes", "socket"), cgroups=True)
        except SetupFailedError as error:
            yield from (_not_run(attack, f"no jail here: {error}") for attack in attacks)
            return
        with house:
            for attack in attacks:
                yield _made(house, attack, canary, port)


def _made(house: Jailhouse, attack: Attack, canary: Path, port: int) -> Result:
    assert house.groups is not None, "asked for"
    if attack.name in NEEDS_MEMORY_GROUP and "memory" in house.groups.missing:
        return _not_run(attack, f"needs a memory group: {house.groups.missing['memory']}")
    begun = time.monotonic()
    outcome = house.run(armed(attack, canary, port), attack.timeout)
    took = time.monotonic() - begun
    if found := broken(attack, outcome):
        return Result(LAYER, attack.kind, attack.name, "breach", found, took)
    verdict: Verdict = "refused" if ending_of(outcome) == "refused" else "held"
    return Result(LAYER, attack.kind, attack.name, verdict, duration_s=took)


def _not_run(attack: Attack, reason: str) -> Result:
    return Result(LAYER, attack.kind, attack.name, "not run", reason)
