"""The source of the session's cells, where tracebacks and `inspect.getsource` look for it."""

from __future__ import annotations

import linecache
from typing import Final, TypeAlias

_MAX_CELLS: Final = 200
_MAX_CHARS: Final = 1_000_000
"""What is remembered, newest first: functions of older cells show no source line."""

_MAX_LINE_CHARS: Final = 1_000
"""Longer lines are cut, so that a traceback through a program in one line stays readable."""

_Entry: TypeAlias = tuple[int, None, list[str], str]


class SourceLines:
    """Remembers cells by name, in `linecache` and apart from it (a program may clear that)."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._chars = 0

    def add(self, name: str, source: str) -> None:
        """Remember a cell; the oldest ones are forgotten when there are too many."""
        lines = [_shown(line) for line in _split(source)]
        # A modification time of None tells linecache that there is no file to compare with.
        entry: _Entry = (sum(map(len, lines)), None, lines, name)
        self._entries[name] = linecache.cache[name] = entry
        self._chars += entry[0]
        while len(self._entries) > 1 and (
            len(self._entries) > _MAX_CELLS or self._chars > _MAX_CHARS
        ):
            self._forget(next(iter(self._entries)))

    def line(self, name: str, number: int) -> str:
        """Return line `number` (from 1) of a remembered cell, "" where there is none."""
        entry = self._entries.get(name)
        lines = entry[2] if entry else []
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def kept(self) -> dict[str, list[str]]:
        """Return the remembered cells' lines by name, oldest first."""
        return {name: entry[2] for name, entry in self._entries.items()}

    def put_back(self, kept: dict[str, list[str]]) -> None:
        """Remember what another process has `kept`."""
        for name, lines in kept.items():
            self.add(name, "".join(lines).removesuffix("\n"))

    def restore(self) -> None:
        """Put the cells back into `linecache`."""
        linecache.cache.update(self._entries)

    def clear(self) -> None:
        """Forget all cells."""
        for name in list(self._entries):
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._chars -= self._entries.pop(name)[0]
        linecache.cache.pop(name, None)


def _split(source: str) -> list[str]:
    """Split as the compiler does: `str.splitlines` knows more line ends than Python has."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _shown(line: str) -> str:
    return (line if len(line) <= _MAX_LINE_CHARS else line[:_MAX_LINE_CHARS] + " ...") + "\n"
