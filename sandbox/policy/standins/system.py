"""`sys`: its facts and streams, without modules, frames, hooks and the process."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Final

from ..words import words

MAX_RECURSION: Final = 1_000_000
"""The deepest recursion that can be asked for, in frames. Python's frames live on the heap (some
100 bytes each), so the memory limit holds well before; more than this no program means."""

_SHOWN: Final = words("""
    maxsize maxunicode version version_info hexversion api_version byteorder platform
    implementation float_info int_info hash_info float_repr_style thread_info copyright flags
    getsizeof getrefcount get_int_max_str_digits set_int_max_str_digits getdefaultencoding
    getfilesystemencoding getswitchinterval exit exc_info exception intern is_finalizing
    stdlib_module_names builtin_module_names getallocatedblocks
""")


def getrecursionlimit() -> int:
    """Do what `sys.getrecursionlimit` does; which function that is depends on who runs."""
    return sys.getrecursionlimit()


def setrecursionlimit(limit: int, /) -> None:
    """Do what `sys.setrecursionlimit` does, up to MAX_RECURSION."""
    sys.setrecursionlimit(min(limit, MAX_RECURSION) if isinstance(limit, int) else limit)


class SystemFacade(ModuleType):
    """The facade of `sys`: its streams are those of the moment, and may be replaced.

    `contextlib.redirect_stdout` and `print` use the real module's streams, so this must not keep
    copies. What the server captures does not go through these names.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.argv = [""]
        self.path: list[str] = []

    @property
    def stdin(self) -> Any:
        """The standard input of the moment."""
        return sys.stdin

    @stdin.setter
    def stdin(self, stream: Any) -> None:
        sys.stdin = stream

    @property
    def stdout(self) -> Any:
        """The standard output of the moment."""
        return sys.stdout

    @stdout.setter
    def stdout(self, stream: Any) -> None:
        sys.stdout = stream

    @property
    def stderr(self) -> Any:
        """The standard error output of the moment."""
        return sys.stderr

    @stderr.setter
    def stderr(self, stream: Any) -> None:
        sys.stderr = stream

    @property
    def __stdout__(self) -> Any:
        return sys.__stdout__

    @property
    def __stderr__(self) -> Any:
        return sys.__stderr__


NAMES: Final = {
    **{name: getattr(sys, name) for name in _SHOWN if hasattr(sys, name)},
    "getrecursionlimit": getrecursionlimit,
    "setrecursionlimit": setrecursionlimit,
}
