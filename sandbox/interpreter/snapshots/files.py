"""The files of a session's scratch folder, as values: what can be carried, and what cannot."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILE_BYTES: Final = 4 << 20
"""Of one file: a snapshot goes through the front door's memory, and is no way to move data."""


def read_files(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return folders and regular files below `folder` by relative path, and why others are not.

    A folder's value is (mode, None, None), a file's (mode, modification time in ns, content).
    """
    found: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for path in _below(folder):
        name = str(path.relative_to(folder))
        try:
            found[name] = _read(path)
        except (OSError, ValueError) as error:
            left_out[f"file {name}"] = str(error)
    return found, left_out


def write_files(folder: Path, files: dict[str, Any]) -> None:
    """Make what `read_files` gave; folders come before what is in them. Raises OSError."""
    for name, (mode, changed_ns, content) in files.items():
        path = folder / name
        if content is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content)
            os.utime(path, ns=(changed_ns, changed_ns))
        path.chmod(mode)


def _below(folder: Path) -> Iterator[Path]:
    """Walk in the order in which things can be made again."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


def _read(path: Path) -> tuple[int, int | None, bytes | None]:
    found = path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if stat.S_ISDIR(found.st_mode):
        return mode, None, None
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is not a regular file")
    if found.st_size > MAX_FILE_BYTES:
        raise ValueError(f"it has {found.st_size:,} bytes; at most {MAX_FILE_BYTES:,} are carried")
    return mode, found.st_mtime_ns, path.read_bytes()
