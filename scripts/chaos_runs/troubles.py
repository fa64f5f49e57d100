"""Cells that make trouble in the session that runs them, and what may be said of each."""

from __future__ import annotations

from typing import Final, NamedTuple

STATUSES: Final = frozenset(
    {"ok", "error", "timeout", "cpu_limit", "memory_limit", "process_limit", "file_limit"}
    | {"recursion_limit", "output_limit", "message_limit", "rejected", "worker_died"}
)
"""Every status that a cell's reply may have."""


class Trouble(NamedTuple):
    """A cell. `never` are statuses that would be a lie; `heavy`: it touches memory up to its limit.

    `wild`: it needs a session without a language policy.
    """

    name: str
    code: str
    wild: bool = False
    heavy: bool = False
    never: frozenset[str] = frozenset({"ok"})

    def is_told(self, status: object) -> bool:
        """Whether a reply's status tells what happened, as far as can be known from outside."""
        return status in STATUSES and status not in self.never


_BOMB: Final = """
import numpy as np
def bomb():
    kept = []
    while True:
        kept.append(np.empty(1 << 24, dtype=np.uint8))
bomb()
"""
"""Taken and not touched: the address space ends within milliseconds, whatever else runs."""

_DEAF: Final = """
def deaf():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
deaf()
"""

_CROWD: Final = """
import os
for _ in range(4):
    if os.fork() == 0:
        kept = []
        while True:
            kept.append(bytearray(b"x" * (1 << 24)))
kept = bytearray(b"x" * (3 << 28))
while True:
    pass
"""
"""Each process is within its own limit; all of them together are not within the session's."""

TROUBLES: Final = (
    Trouble("hang", "import time\ntime.sleep(600)"),
    Trouble("loop", "while True:\n    pass"),
    Trouble("deep recursion", "def deep():\n    deep()\ndeep()"),
    Trouble(
        "flood of output",
        "for _ in range(200_000):\n    print('flood ' * 20)",
        never=frozenset({"error"}),
    ),
    Trouble("memory bomb", _BOMB),
    Trouble("loop deaf to interrupts", _DEAF, wild=True),
    Trouble("crash", "import ctypes\nctypes.string_at(0)", wild=True),
    Trouble("exit", "import os\nos._exit(3)", wild=True),
    Trouble("memory bombs, several processes", _CROWD, wild=True, heavy=True),
)
