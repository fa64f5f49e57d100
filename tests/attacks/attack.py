"""What an attack is, and how its outcome is judged."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from tests.attacks.harness import SECRET, Outcome

Ending: TypeAlias = Literal["refused", "killed", "stopped"]
"""`refused`: it says HELD and ends. `killed`: the kernel ends it. `stopped`: the deadline does."""


class Attack(msgspec.Struct, frozen=True):
    """One attack: `kind` is its class in the threat model, `source` runs in the jail.

    `success`: what it would look like if it worked. A source tells BREACH when it did and HELD
    when it was refused; one that says neither proves nothing and fails as well, unless it is to
    be killed or stopped. `timeout` in seconds.
    """

    name: str
    kind: str
    source: str
    success: str
    endings: tuple[Ending, ...] = ("refused",)
    timeout: float = 10.0


def ending_of(outcome: Outcome, early: bool = False) -> str:
    """Say how a run ended, in the words of `Ending`, or else what went wrong.

    `early`: a refusal of what the attack only prepares (its scratch file, say) counts as well.
    """
    if outcome.setup_error is not None:
        return f"no jail: {outcome.setup_error}"
    if outcome.timed_out:
        return "stopped"
    if outcome.exit is not None and outcome.exit < 0:
        return "killed"
    marks = ("HELD", "RAISED PermissionError") if early else ("HELD",)
    told = any(mark in outcome.output for mark in marks)
    return "refused" if told else f"unclear: {outcome.output[-500:]!r}"


def broken(attack: Attack, outcome: Outcome, early: bool = False) -> str:
    """Return why the attack counts as a success, or as not tried; empty when the jail held."""
    for token in ("BREACH", SECRET):
        if token in outcome.output:
            return f"{attack.success}: {outcome.output[-500:]!r}"
    ending = ending_of(outcome, early)
    return "" if ending in attack.endings else f"ended as {ending}, not as {attack.endings}"
