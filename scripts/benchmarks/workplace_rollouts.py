"""Whole rollouts of the workplace at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figures import Figure
from .material import workplace_rollout
from .playing import AT_ONCE, rollouts_per_second
from .servers import our_server

if TYPE_CHECKING:
    from .samples import Effort


def measure(effort: Effort) -> list[Figure]:
    """Measure rollouts a second at 64 at once."""
    with our_server("workplace_assistant") as url:
        rate = rollouts_per_second(url, workplace_rollout, effort)
    return [
        Figure(
            section="workplace",
            what=f"rollouts (seed, 4 tools, verify, end), {AT_ONCE} at once",
            value=rate,
            unit="rollouts/s",
            goal=600,
            at_least=True,
        )
    ]
