"""Forks without the hooks that libraries register: kept, and run only where they are needed.

    zygote, before its imports: COLLECT ─▶ [hooks of random, logging, threading ...]
    zygote ─▶ warden ─▶ interpreter ─▶ checkpoint: bare forks
    a checkpoint that goes on, a fork by a cell: the hooks, as Python runs them

Measured: the hooks of what is preloaded take 0.7 ms and write to 220 pages of 4 kB in every child,
each of which is copied for it: 2 MB for a warden and its interpreter. They free locks that another
thread may have held, and reseed `random`. A zygote has one thread and holds no lock; its workers
are seeded by their sessions.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

BEFORE: Final = "before"
IN_PARENT: Final = "after_in_parent"
IN_CHILD: Final = "after_in_child"

COLLECT: Final = (
    "import os; _real, _hooks = os.register_at_fork, []; "
    "os.register_at_fork = lambda **hooks: _hooks.append(hooks)"
)
"""Source to run before anything is imported: from here on hooks are collected, for `keep`."""

Hooks: TypeAlias = "dict[str, Callable[[], object]]"
"""The arguments of one os.register_at_fork."""

Register: TypeAlias = "Callable[..., None]"

_hooks: list[Hooks] = []

fork_bare: Final = os.fork
"""Forks without the kept hooks: for a copy that may never run. Raises OSError."""


def keep(hooks: list[Hooks], register: Register) -> None:
    """Keep the hooks that were collected; later ones are registered by `register`, as ever."""
    _hooks.extend(hooks)
    setattr(os, "register_at_fork", register)  # noqa: B010  # mypy has no name for putting it back


def run(moment: str) -> None:
    """Run the kept hooks of BEFORE, IN_PARENT or IN_CHILD, in Python's order.

    What a hook raises is told on stderr and keeps no other from running, as in Python.
    """
    for hooks in reversed(_hooks) if moment == BEFORE else _hooks:
        try:
            hooks.get(moment, _nothing)()
        except Exception:  # noqa: BLE001  # a library's own code may raise anything
            traceback.print_exc()


def _nothing() -> None:
    pass


def fork() -> int:
    """Fork with the kept hooks around it: what `os.fork` is for untrusted code. Raises OSError."""
    run(BEFORE)
    try:
        pid = fork_bare()
    except BaseException:
        run(IN_PARENT)
        raise
    run(IN_PARENT if pid else IN_CHILD)
    return pid


def for_cells() -> None:
    """Make `os.fork` run the hooks, in a process that will run untrusted code."""
    if _hooks:
        setattr(os, "fork", fork)  # noqa: B010  # as above
