"""Bringing a session's Python back from bytes, into a fresh interpreter.

    Header ─▶ files, modules, policy, source lines ─▶ values, one by one ─▶ settings

Values that other values may need while they are made (a class with its own `__hash__` may use a
constant) come first, and each is bound at once.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ....core.errors import NotCopyableError
from .anchors import Anchors
from .files import write_files
from .libraries import settings
from .parts import KeepsOwn
from .reading import Reader

if TYPE_CHECKING:
    from .parts import Parts

_OUTPUT_BYTES: Final = 1024
"""Of what a program's own code prints while its state is written or read; nobody sees it."""


@dataclass(frozen=True)
class Label:
    """What a value is: a `variable` of the namespace, or a library's `setting`.

    The name of a variable may be anything that a dictionary takes.
    """

    kind: str
    name: Any

    def __str__(self) -> str:
        return str(self.name) if self.kind == "variable" else f"setting {self.name}"


@dataclass(frozen=True)
class Header:
    """What comes first. `values` are labelled in the order they follow, `order` is the namespace's.

    `modules` are those that the session has imported, `memory` is its policy's.
    """

    policy: str
    memory: Any
    number: int
    values: list[Label]
    order: list[Any]
    lines: dict[str, list[str]]
    search_path: list[str]
    modules: list[str]
    files: dict[str, Any]


class Bringing:
    """Reads what `take` wrote. `at` is the label of what is being read."""

    def __init__(self, parts: Parts, data: bytes) -> None:
        self._parts = parts
        self._reader = Reader(data, Anchors(parts))
        self.at: Label | None = None

    def header(self) -> Header:
        """Read the header, which must be read first."""
        header = self._reader.load()
        assert isinstance(header, Header), "a snapshot begins with its header"
        return header

    def values(self, header: Header) -> dict[str, Any]:
        """Read all values: bind the variables, return the settings."""
        namespace = self._parts.namespace
        namespace.clear()
        # First of all: functions take their built-ins from it when they are made.
        namespace["__builtins__"] = self._parts.builtins
        found: dict[str, Any] = {}
        for self.at in header.values:
            value = self._reader.load()
            if self.at.kind == "variable":
                namespace[self.at.name] = value
            else:
                found[self.at.name] = value
        return found


def bring_back(parts: Parts, data: bytes) -> int:
    """Fill a fresh interpreter's parts; return how many cells its session has run.

    Raises NotCopyableError, naming what failed; the interpreter is then of no more use.
    """
    bringing = Bringing(parts, data)
    around = parts.surroundings
    around.enter(_OUTPUT_BYTES)
    try:
        header = bringing.header()
        _prepare(parts, header)
        with warnings.catch_warnings():
            # What a library says of being carried is not for the program; its filters come later.
            warnings.simplefilter("ignore")
            state = bringing.values(header)
        _put_in_order(parts.namespace, header.order)
        for setting in settings(parts.before):
            if setting.name in state:
                bringing.at = Label("setting", setting.name)
                setting.write(state[setting.name])
    except NotCopyableError:
        raise
    except BaseException as error:  # noqa: BLE001  # the program's own code may raise anything
        raise NotCopyableError(
            f"The state could not be brought back: {bringing.at}: {type(error).__name__}: {error}"
        )
    finally:
        around.leave()
    return header.number


def _prepare(parts: Parts, header: Header) -> None:
    if header.policy != parts.policy.name:
        raise NotCopyableError(
            f"The state is one of the language policy `{header.policy}`, and this session has "
            f"`{parts.policy.name}`."
        )
    if parts.scratch is not None:
        write_files(parts.scratch, header.files)
    sys.path += [folder for folder in header.search_path if folder not in sys.path]
    for module in header.modules:
        # What cannot be imported here is missed, and named, when a value needs it.
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    if isinstance(parts.policy, KeepsOwn):
        parts.policy.recall(header.memory)
    parts.lines.put_back(header.lines)


def _put_in_order(namespace: dict[str, Any], order: list[Any]) -> None:
    values = dict(namespace)
    for name in order:
        if name in values:
            del namespace[name]
            namespace[name] = values[name]
