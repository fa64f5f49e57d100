"""Whole rollouts of the notebook at once: each makes and spends a jailed worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figures import Figure
from .material import TRIVIAL_CELL, math_rollout
from .playing import AT_ONCE, rollouts_per_second
from .servers import our_server
from .sessions import calls_per_second

if TYPE_CHECKING:
    from .crowd import Member
    from .samples import Effort


def measure(effort: Effort) -> list[Figure]:
    """Measure rollouts a second at 64 at once, and calls a second of 64 sessions."""
    with our_server("math_with_code") as url:
        rollouts = rollouts_per_second(url, math_rollout, effort)
        calls = calls_per_second(url, _call, effort)
    return [
        Figure(
            section="math",
            what=f"rollouts (seed, 3 calls, verify, end), {AT_ONCE} at once",
            value=rollouts,
            unit="rollouts/s",
            goal=150,
            at_least=True,
        ),
        Figure(
            section="math",
            what=f"calls of {AT_ONCE} sessions at once",
            value=calls,
            unit="calls/s",
        ),
    ]


async def _call(member: Member) -> None:
    await member.post("/execute_python", TRIVIAL_CELL)
