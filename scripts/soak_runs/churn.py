"""Sessions opened and closed one after another: what the front door keeps of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts.benchmarks.machine import field_bytes
from scripts.benchmarks.material import TRIVIAL_CELL, search_call
from scripts.benchmarks.one import Client
from scripts.watched.server import Watched

MATH: Final = "math_with_code"
WORKPLACE: Final = "workplace_assistant"

CALLS: Final = {MATH: ("/execute_python", TRIVIAL_CELL), WORKPLACE: search_call()}
"""The one call that each session makes, by what is served: (path, body)."""


def memory_of(pid: int) -> int:
    """Return a process's resident memory in bytes."""
    return field_bytes(Path(f"/proc/{pid}/status").read_text(), "VmRSS")


def churn(
    watched: Watched, served: str, count: int, tell: Callable[[int], None] = lambda _: None
) -> float:
    """Open, call and close `count` sessions one after another; return the seconds it took.

    `tell` hears how many are done, now and then. Raises RuntimeError for a reply that is not 200.
    """
    path, body = CALLS[served]
    started = time.perf_counter()
    with Client(watched.base) as client:
        for number in range(count):
            client.forget()
            client.post(f"/{served}/seed_session")
            client.post(f"/{served}{path}", body)
            client.post(f"/{served}/end_session")
            if number % 100 == 0:
                tell(number)
    return time.perf_counter() - started
