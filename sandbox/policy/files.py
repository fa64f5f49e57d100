"""Where a program's files may be: in its session's scratch, as far as that has one.

    open, os, pathlib, pandas ─▶ audit event with a path (alarm.py)
                                   └▶ below the scratch? ─▶ go on, else what Python says of a path

Outside there is nothing for a program: reading finds no file, writing is not permitted. Links are
followed before the question is asked, and none can be made.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_realpath: Final = os.path.realpath
_fspath: Final = os.fspath


class _Files(NamedTuple):
    """An audit event about files: its first `paths` arguments are paths; `writing` changes them."""

    paths: int = 1
    writing: bool = True


FILE_EVENTS: Final = {
    "open": _Files(),
    **dict.fromkeys(
        (
            *("os.mkdir", "os.rmdir", "os.remove", "os.truncate", "os.chmod", "os.utime"),
            *("tempfile.mkstemp", "tempfile.mkdtemp", "shutil.rmtree"),
        ),
        _Files(),
    ),
    **dict.fromkeys(
        ("os.listdir", "os.scandir", "os.chdir", "os.walk", "os.listxattr"), _Files(writing=False)
    ),
    **dict.fromkeys(
        (
            *("os.rename", "shutil.copyfile", "shutil.copymode", "shutil.copystat"),
            "shutil.move",
        ),
        _Files(2),
    ),
    **dict.fromkeys(
        ("glob.glob", "glob.glob/2", "pathlib.Path.glob", "pathlib.Path.rglob"), _Files(0)
    ),
}
"""Events whose paths decide. Those of glob only announce the scans that follow."""


class Scratch:
    """The folder in which the programs of this process may have files; None: there is none."""

    def __init__(self) -> None:
        self.root: str | None = None
        """The folder itself, with no links in its path."""

    def admit(self, folder: Path | None) -> None:
        """Let programs use files below `folder` from now on."""
        self.root = None if folder is None else _realpath(folder)

    def holds(self, path: Any) -> bool:
        """Tell whether a path, whatever links it goes by, is the scratch or below it."""
        if self.root is None:
            return False
        try:
            text = os.fsdecode("." if path is None else path)
        except TypeError:
            return False  # a descriptor: it may be the worker's own
        real = _realpath(text)
        return real == self.root or real.startswith(self.root + "/")

    def refusal(self, event: str, args: tuple[Any, ...]) -> OSError | None:
        """Return what Python says of the first path that is out of reach, None if none is."""
        files = FILE_EVENTS[event]
        for path in args[: files.paths]:
            if not self.holds(path):
                writing = _writes(args) if event == "open" else files.writing
                number = errno.EACCES if writing else errno.ENOENT
                return OSError(number, os.strerror(number), path)
        return None


scratch: Final = Scratch()
"""This process's, which is one session's."""


def _writes(args: tuple[Any, ...]) -> bool:
    """Tell whether the event `open` is one of writing: its arguments are path, mode and flags."""
    mode, flags = (*args[1:3], None, None)[:2]
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) != 0
