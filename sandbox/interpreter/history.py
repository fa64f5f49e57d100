"""What a notebook remembers of its cells: `In`, `Out`, and `_`, `__`, `___`, `_1` for last values.

    cell 3: `6 * 7` ─▶ Out[3] = _3 = _ = 42, what `_` was becomes `__`, and that `___`

As in IPython: a value None counts as none, a cell that fails leaves all as it was, and where the
program has bound one of the three itself (`for _ in range(3)`), they are its own from then on.
"""

from __future__ import annotations

from typing import Any, Final

_LAST: Final = ("_", "__", "___")
_MISSING: Final = object()

_MAX_CELLS: Final = 1000
"""Values kept in `Out`, the newest, as in IPython: each may be large."""


class History:
    """The history of one session's cells, as names in their `namespace`."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        sources, values = namespace.get("In"), namespace.get("Out")
        # Those that are there came with a snapshot; a program may have bound the names itself.
        self._sources: list[str] = sources if type(sources) is list else [""]
        self._values: dict[int, Any] = values if type(values) is dict else {}
        self._last = [namespace.get(name, _MISSING) for name in _LAST]
        namespace.setdefault("In", self._sources)
        namespace.setdefault("Out", self._values)

    def ask(self, number: int, source: str) -> None:
        """Note the source of a cell; those that never came to run are empty."""
        list.extend(self._sources, [""] * (number - len(self._sources)))
        list.append(self._sources, source)

    def answer(self, number: int, value: Any) -> None:
        """Note the value of the cell of that number."""
        if value is None or value is self._values:
            return
        self._values[number] = self._namespace[f"_{number}"] = value
        if len(self._values) > _MAX_CELLS:
            oldest = next(iter(self._values))
            del self._values[oldest]
            self._namespace.pop(f"_{oldest}", None)
        if any(
            self._namespace.get(name, last) is not last
            for name, last in zip(_LAST, self._last, strict=True)
        ):
            return
        self._last = [value, *self._last[:-1]]
        for name, last in zip(_LAST, self._last, strict=True):
            if last is not _MISSING:
                self._namespace[name] = last
