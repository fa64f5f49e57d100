"""The recursion limit as a script sees it: counted from the cell's own first frame.

The worker's frames below the cell count too, so the real limit is what the program set plus
those; `sys.getrecursionlimit` and `sys.setrecursionlimit` speak of the program's number while a
cell runs. Between cells the host's own limit is in force: a program may have set it too low.
"""

from __future__ import annotations

import sys
from typing import Final

_LEAST: Final = 20
"""A lower limit counts as this: our own code needs some levels to end the cell."""

_get: Final = sys.getrecursionlimit
_set: Final = sys.setrecursionlimit

_EXTRA: Final = -1
"""Levels from the measuring function to the cell's first frame; a test compares with a script."""


class CellRecursion:
    """One session's recursion limit; `limit` is where it begins, CPython's own being 1000."""

    def __init__(self, limit: int) -> None:
        self._cells_limit = limit
        self._below = 0
        self._host_limit = _get()
        self._in_force = False

    @property
    def limit(self) -> int:
        """The cells' limit, as it was when the last one ended."""
        return self._cells_limit

    def enter(self) -> None:
        """Put the cells' limit in force."""
        self._host_limit = _get()
        self._below = _depth() + _EXTRA
        _set(self._cells_limit + self._below)
        sys.getrecursionlimit = self._shown
        sys.setrecursionlimit = self._change
        self._in_force = True

    def leave(self) -> None:
        """Note the cells' limit and put the host's back; a second call does nothing."""
        if not self._in_force:
            return
        self._in_force = False
        sys.getrecursionlimit = _get
        sys.setrecursionlimit = _set
        self._cells_limit = max(_LEAST, _get() - self._below)
        _set(self._host_limit)

    def _shown(self) -> int:
        """Return the current value of the recursion limit."""
        return _get() - self._below

    def _change(self, limit: int, /) -> None:
        """Set the maximum depth of the Python interpreter stack to n."""
        if limit < 1:
            raise ValueError("recursion limit must be greater or equal than 1")
        _set(max(limit, _LEAST) + self._below)


def _depth() -> int:
    """Return the depth of the stack as CPython counts it: it says so in refusing a limit of 1."""
    try:
        _set(*(1,))  # with `*` as in CellCode.run, for the same reason
    except RecursionError as error:
        return int(str(error).rpartition("depth ")[2].partition(":")[0])
    raise AssertionError("a recursion limit of 1 is always too low for the caller")
