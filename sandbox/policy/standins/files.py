"""Files for programs: `open`, and what of `os`, `shutil`, `glob` and `tempfile` concerns them.

Each is the library's own function, called with the library's own arguments but for descriptors,
which programs do not name: a number could be one of the worker's. Where the paths lead is looked
at by the alarm (alarm.py, files.py), whoever opens them.
"""

# The functions of `os` and `glob` themselves are what this shows.
# ruff: noqa: PTH106, PTH107, PTH109, PTH118, PTH207, PTH208

from __future__ import annotations

import errno
import glob
import io
import os
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Final

from ..files import scratch
from ..words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STREAMS: Final = ("stdin", "stdout", "stderr")


def open_file(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: None = None,
) -> Any:
    """Do what the built-in `open` does; the descriptors 0 to 2 are the streams of the moment."""
    if opener is not None:
        raise PermissionError(errno.EACCES, "an opener is not available here", file)
    if isinstance(file, int):
        if 0 <= file < len(_STREAMS):
            return getattr(sys, _STREAMS[file])
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), file)
    # Any file but the scratch's is refused by the alarm, below this very call.
    return io.open(file, mode, buffering, encoding, errors, newline, closefd)  # noqa: UP020  # fmt: skip


_DESCRIPTORS: Final = frozenset({"dir_fd", "src_dir_fd", "dst_dir_fd"})


def _by_path(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function so that it takes paths alone, no descriptors."""

    def call(*args: Any, **options: Any) -> Any:
        first = args[0] if args else None
        if isinstance(first, int) or _DESCRIPTORS & options.keys():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), first)
        return function(*args, **options)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call


def _looking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function that tells something of a file without opening it: the scratch's alone."""
    by_path = _by_path(function)

    def look(path: Any, *args: Any, **options: Any) -> Any:
        if isinstance(path, str | bytes | os.PathLike) and not scratch.holds(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return by_path(path, *args, **options)

    look.__name__ = look.__qualname__ = function.__name__
    look.__doc__ = function.__doc__
    return look


def _asking(function: Callable[..., bool]) -> Callable[..., bool]:
    """Wrap a question about a file: outside of the scratch there is none."""
    look = _looking(function)

    def ask(path: Any) -> bool:
        try:
            return bool(look(path))
        except FileNotFoundError:
            return False

    ask.__name__ = ask.__qualname__ = function.__name__
    ask.__doc__ = function.__doc__
    return ask


def _copy(src: Any, dst: Any, *, follow_symlinks: bool = True) -> Any:
    """Do what `shutil.copy2` does, but for times and extended attributes."""
    return shutil.copy(src, dst, follow_symlinks=follow_symlinks)


def _remove_tree(path: Any, ignore_errors: bool = False, onerror: Any = None) -> None:
    """Do what `shutil.rmtree` does, by paths: the library goes by descriptors."""
    try:
        os.listdir(path)
        for folder, folders, files in os.walk(path, topdown=False):
            for name in files:
                os.remove(os.path.join(folder, name))
            for name in folders:
                os.rmdir(os.path.join(folder, name))
        os.rmdir(path)
    except OSError:
        if not ignore_errors:
            raise


def _which(cmd: Any, *_: Any, **__: Any) -> None:
    """Find no command: none can be started."""


def _glob(pathname: Any, *, root_dir: Any = None, recursive: bool = False) -> list[Any]:
    """Do what `glob.glob` does."""
    return glob.glob(pathname, root_dir=root_dir, recursive=recursive)


def _iglob(pathname: Any, *, root_dir: Any = None, recursive: bool = False) -> Iterator[Any]:
    """Do what `glob.iglob` does."""
    return iter(_glob(pathname, root_dir=root_dir, recursive=recursive))


def _temporary(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a maker of temporary files: they lie in the scratch, where nothing else is said."""

    def make(*args: Any, **options: Any) -> Any:
        return function(*args, **{"dir": scratch.root, **options})

    make.__name__ = make.__qualname__ = function.__name__
    make.__doc__ = function.__doc__
    return make


def _gettempdir() -> str:
    """Do what `tempfile.gettempdir` does."""
    return scratch.root or os.getcwd()


def _mkstemp(
    suffix: str | None = None,
    prefix: str | None = None,
    dir: str | None = None,  # noqa: A002  # the library's own name
    text: bool = False,
) -> tuple[int, str]:
    """Do what `tempfile.mkstemp` does."""
    handle, path = tempfile.mkstemp(suffix, prefix, dir or scratch.root, text)
    _own[handle] = path
    return handle, path


_own: Final[dict[int, str]] = {}
"""Descriptors that the program was given and has not closed, with their files."""


def _needed(handle: Any) -> int:
    if handle not in _own:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return int(handle)


def _close(fd: int) -> None:
    """Do what `os.close` does, for a descriptor of the program's own."""
    os.close(_needed(fd))
    del _own[fd]


def _write(fd: int, data: bytes, /) -> int:
    """Do what `os.write` does, for a descriptor of the program's own."""
    return os.write(_needed(fd), data)


def _fdopen(fd: int, mode: str = "r", *args: Any, **options: Any) -> Any:
    """Do what `os.fdopen` does for a new temporary file, by its path."""
    path = _own[_needed(fd)]
    _close(fd)
    return open_file(path, mode, *args, **options)


class TemporaryDirectory:
    """Does what `tempfile.TemporaryDirectory` does; removed when it is left or cleaned up."""

    def __init__(
        self,
        suffix: str | None = None,
        prefix: str | None = None,
        dir: str | None = None,  # noqa: A002  # the library's own name
        ignore_cleanup_errors: bool = False,
    ) -> None:
        self.name = tempfile.mkdtemp(suffix, prefix, dir or scratch.root)
        self._lenient = ignore_cleanup_errors

    def __repr__(self) -> str:
        return f"<TemporaryDirectory {self.name!r}>"

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_: object) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Remove the folder with all that is in it."""
        _remove_tree(self.name, ignore_errors=self._lenient)


def known_environment() -> dict[str, str]:
    """Return the variables that programs may know, for each session to change its own copy."""
    shown = words("HOME LANG LC_ALL PATH PWD TZ TMPDIR USER OMP_NUM_THREADS OPENBLAS_NUM_THREADS")
    return {name: value for name, value in os.environ.items() if name in shown}


def _fact(function: Callable[..., Any]) -> Callable[..., Any]:
    def tell(*args: Any, **options: Any) -> Any:
        return function(*args, **options)

    tell.__name__ = tell.__qualname__ = function.__name__
    tell.__doc__ = function.__doc__
    return tell


def system_names(environment: dict[str, str]) -> dict[str, Any]:
    """Return what the module `os` shows of one session's `environment`."""

    def getenv(key: str, default: Any = None) -> Any:
        return environment.get(key, default)

    def putenv(key: str, value: str) -> None:
        environment[str(key)] = str(value)

    return {"environ": environment, "getenv": getenv, "putenv": putenv}


_BY_PATH: Final = words("""
    listdir scandir mkdir makedirs rmdir removedirs remove unlink rename replace renames truncate
    chmod utime chdir walk
""")
_LOOKING: Final = words("stat lstat access readlink")
_FACTS: Final = words("getcwd getpid getppid cpu_count times urandom get_terminal_size strerror")


OS: Final = {
    **{name: _by_path(getattr(os, name)) for name in _BY_PATH},
    **{name: _looking(getattr(os, name)) for name in _LOOKING},
    **{name: _fact(getattr(os, name)) for name in _FACTS if hasattr(os, name)},
    "close": _close,
    "write": _write,
    "fdopen": _fdopen,
    **{name: _fact(getattr(os, name)) for name in ("fspath", "fsdecode", "fsencode")},
    "error": OSError,
}
PATHS: Final = {
    **{
        name: _asking(getattr(os.path, name))
        for name in ("exists", "lexists", "isfile", "isdir", "islink", "ismount")
    },
    **{
        name: _looking(getattr(os.path, name))
        for name in ("getsize", "getmtime", "getatime", "getctime")
    },
}
SHUTIL: Final = {
    **{name: _by_path(getattr(shutil, name)) for name in ("copy", "copyfile", "move")},
    "copy2": _copy,
    "rmtree": _remove_tree,
    "which": _which,
    "get_terminal_size": _fact(shutil.get_terminal_size),
}
GLOB: Final = {"glob": _glob, "iglob": _iglob, "escape": _fact(glob.escape)}
TEMPFILE: Final = {
    **{
        name: _temporary(getattr(tempfile, name))
        for name in ("mkdtemp", "NamedTemporaryFile", "TemporaryFile")
    },
    "gettempdir": _gettempdir,
    "TemporaryDirectory": TemporaryDirectory,
    "mkstemp": _mkstemp,
}
IO: Final = {"open": open_file}
