"""Writing a session's Python as bytes, and naming what cannot be written.

in a forked copy:  namespace, settings, files ─▶ all at once ─┬─ read again ─▶ done
▲         └─ fails ─┐
└── without those ◀─┴─ each alone: which?
"""

from __future__ import annotations

import _thread
import dataclasses
import sys
import warnings
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final

import cloudpickle  # type: ignore[import-untyped]  # ships no types
import msgspec

from ....core.errors import NotCopyableError
from ..encoding import safe
from ..failure import readable, type_name
from .anchors import Anchors
from .apart import apart
from .bringing import Bringing, Header, Label
from .files import read_files
from .libraries import settings
from .parts import KeepsOwn
from .pickler import MAX_DEPTH, Pickler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .parts import Parts

_OUTPUT_BYTES: Final = 1024

_MAX_NAMED: Final = 100
"""Things named as left out; more of them help nobody."""

_MAX_REASON: Final = 200
"""Characters of one reason."""

_OWN: Final = frozenset({"__builtins__"})
"""Variables that every interpreter has of its own."""

_PLAIN: Final = (int, float, complex, str, bytes, type(None), ModuleType)


class _Taken(msgspec.Struct, frozen=True, array_like=True):
    """What comes out of the copy: `error` is empty, or why there is no snapshot."""

    data: bytes
    left_out: dict[str, str]
    error: str = ""


class _FullError(Exception):
    """The bytes are over the limit."""


class _Target:
    """Collects bytes up to a limit; `size` counts also those that were too many."""

    def __init__(self, limit: int) -> None:
        self.data = bytearray()
        self.size = 0
        self._limit = limit

    def write(self, data: Any, /) -> None:
        """Take bytes. Raises _FullError."""
        # Large arrays come as buffers that have no length of their own.
        view = memoryview(data)
        self.size += view.nbytes
        if self.size > self._limit:
            raise _FullError
        self.data += view


def take(parts: Parts, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
    """Return the interpreter's state, at most `limit_bytes`, and why what is not in it is not.

    The interpreter is as before: the work is done in a copy of the process, wherever one can be
    made. Raises NotCopyableError when the state is too large or writing it takes the copy down.
    """
    threads = _thread._count()  # noqa: SLF001  # counts those that `threading` does not know, too

    def work(in_copy: bool) -> bytes:
        taking = Taking(parts, limit_bytes, check=in_copy)
        try:
            taken = _Taken(taking.take(), taking.left_out)
        except NotCopyableError as error:
            taken = _Taken(b"", {}, error.message)
        return msgspec.msgpack.encode(taken)

    taken = msgspec.msgpack.decode(apart(work), type=_Taken)
    if taken.error:
        raise NotCopyableError(taken.error)
    running = {"threads": f"{threads} of the session run"} if threads else {}
    return taken.data, _bounded(running | taken.left_out)


class Taking:
    """One snapshot in the making; `check`: read what was written, to see that it can be."""

    def __init__(self, parts: Parts, limit_bytes: int, *, check: bool) -> None:
        self._parts = parts
        self._limit = limit_bytes
        self._check = check
        self._anchors = Anchors(parts)
        self._anchors.learn()
        self._at: Label | None = None
        self._largest: tuple[int, Label | None] = (0, None)
        self._values: dict[Label, Any] = {}
        self.left_out: dict[str, str] = {}

    def take(self) -> bytes:
        """Return the state. Raises NotCopyableError when it is too large."""
        around = self._parts.surroundings
        around.enter(_OUTPUT_BYTES)
        try:
            self._files = self._read_files()
            self._values = dict(self._collected())
            limit = sys.getrecursionlimit()
            sys.setrecursionlimit(max(limit, MAX_DEPTH))
            try:
                with warnings.catch_warnings():
                    # A program may have made errors of them; its filters are collected already.
                    warnings.simplefilter("ignore")
                    return self._written_without_failures()
            finally:
                sys.setrecursionlimit(limit)
        except _FullError:
            size, label = self._largest
            raise NotCopyableError(
                f"The session's state takes more than {self._limit:,} bytes, the most that is "
                f"carried; the largest part of what was written is {label} ({size:,} bytes)."
            )
        finally:
            around.leave()

    def _read_files(self) -> dict[str, Any]:
        if self._parts.scratch is None:
            return {}
        found, left_out = read_files(self._parts.scratch)
        self.left_out |= left_out
        return found

    def _collected(self) -> Iterator[tuple[Label, Any]]:
        variables = [
            (Label("variable", name), value)
            for name, value in self._parts.namespace.items()
            if name not in _OWN
        ]
        yield from sorted(variables, key=lambda pair: _rank(pair[1]))
        for setting in settings(self._parts.before):
            label = Label("setting", setting.name)
            try:
                yield label, setting.read()
            except Exception as error:  # noqa: BLE001  # a program may have patched the library
                self._leave_out({label: error})

    def _written_without_failures(self) -> bytes:
        while True:
            try:
                data = self._write(list(self._values))
            except _FullError:
                raise
            except BaseException as error:  # noqa: BLE001  # the program's own code may raise anything
                assert self._at is not None, "the header is plain"
                self._leave_out(self._failing() or {self._at: error})
                continue
            if not (failing := self._unreadable(data)):
                return data
            self._leave_out(failing)

    def _leave_out(self, failing: dict[Label, BaseException]) -> None:
        for label, error in failing.items():
            self._values.pop(label, None)
            self.left_out[safe(str(label))] = safe(readable(error) or type_name(error))

    def _write(self, labels: list[Label]) -> bytes:
        target = _Target(self._limit)
        pickler = Pickler(target, self._anchors)
        pickler.dump(self._header(labels))
        for self._at in labels:
            before = target.size
            try:
                pickler.dump(self._values[self._at])
            finally:
                self._largest = max(
                    self._largest, (target.size - before, self._at), key=lambda pair: pair[0]
                )
        return bytes(target.data)

    def _header(self, labels: list[Label]) -> Header:
        parts = self._parts
        policy = parts.policy if isinstance(parts.policy, KeepsOwn) else None
        return Header(
            policy=parts.policy.name,
            memory=None if policy is None else policy.memory(),
            number=parts.number,
            values=labels,
            order=list(parts.namespace),
            lines=parts.lines.kept(),
            search_path=[folder for folder in sys.path if isinstance(folder, str)],
            modules=[] if policy is not None else parts.before.imported_since(),
            files=self._files,
        )

    def _failing(self) -> dict[Label, BaseException]:
        """Try each value alone, without the header, which may be large and can be written."""
        found: dict[Label, BaseException] = {}
        for label in list(self._values):
            try:
                Pickler(_Target(self._limit), self._anchors).dump(self._values[label])
            except _FullError:
                continue
            except BaseException as error:  # noqa: BLE001  # as above
                found[label] = error
        return found

    def _unreadable(self, data: bytes) -> dict[Label, BaseException]:
        """Read what was written into a namespace of no use; return the first that fails."""
        if not self._check:
            return {}
        # Else classes would be found instead of made.
        for known in ("_DYNAMIC_CLASS_TRACKER_BY_ID", "_DYNAMIC_CLASS_TRACKER_BY_CLASS"):
            vars(cloudpickle.cloudpickle)[known].clear()
        spare = dataclasses.replace(self._parts, main=ModuleType("__main__"))
        # This is a copy of the process; the session's own module is needed no more.
        sys.modules["__main__"] = spare.main
        bringing = Bringing(spare, data)
        try:
            bringing.values(bringing.header())
        except BaseException as error:  # noqa: BLE001  # as above
            assert bringing.at is not None, "the header is plain"
            return {bringing.at: error}
        return {}


def _rank(value: Any) -> int:
    """Put first what others may need while they are made."""
    if isinstance(value, _PLAIN):
        return 0
    return 1 if isinstance(value, type | FunctionType) else 2


def _bounded(left_out: dict[str, str]) -> dict[str, str]:
    named = list(left_out.items())[:_MAX_NAMED]
    rest = len(left_out) - len(named)
    shown = {name[:_MAX_REASON]: reason[:_MAX_REASON] for name, reason in named}
    return shown | ({"...": f"{rest} more"} if rest else {})
