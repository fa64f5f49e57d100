"""The interpreter that runs a session's cells inside its worker process.

    worker ─▶ Interpreter.run(source) ─▶ compiling (Policy) ─▶ the cell ─▶ Execution ─▶ worker
                  surroundings: streams, signals, recursion limit, built-ins, put up and taken down

It makes a cell behave as in a notebook, and each cell's outcome independent of what earlier ones
left behind. It holds nobody in: that is the jail's part. A program under the policy `none` can
reach this very code in memory; what it gains is lies about its own session.
"""

from __future__ import annotations

from .interpreter import Interpreter
from .interrupt import TimeLimitExceeded
from .limits import CellLimits
from .policy_seam import Policy, PolicyError
from .randomness import seed_generators
from .unrestricted import Unrestricted

__all__ = [
    "CellLimits",
    "Interpreter",
    "Policy",
    "PolicyError",
    "TimeLimitExceeded",
    "Unrestricted",
    "seed_generators",
]
