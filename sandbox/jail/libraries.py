"""What a Python needs to see on disk to go on importing: found out, not configured."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYSTEM: Final = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
"""Trees whose directories are libraries and nothing else; elsewhere single files are shown."""

_CACHE: Final = "/etc/ld.so.cache"


def _mapped() -> Iterator[str]:
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        columns = line.split(maxsplit=5)
        if len(columns) == 6 and "x" in columns[1] and columns[5].startswith("/"):
            yield columns[5]


def _of_library(path: str) -> str:
    folder = os.path.dirname(path)  # noqa: PTH120
    inside = any(folder == root or folder.startswith(f"{root}/") for root in _SYSTEM)
    return folder if inside else path


def _python() -> Iterator[str]:
    paths = sysconfig.get_paths()
    for key in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield paths[key]
    yield from site.getsitepackages()
    # Started with further ones, by PYTHONPATH or a .pth file.
    yield from (path for path in sys.path if path.endswith(("site-packages", "dist-packages")))


def python_paths() -> tuple[str, ...]:
    """Return the directories and files that this interpreter reads when it imports, sorted.

    Standard library, site-packages, directories of the shared libraries in use (others of the
    same place are loaded lazily), the linker's cache and the time zones. The interpreter's
    executable is not among them: nothing can be executed in a jail.
    """
    shared = (_of_library(path) for path in _mapped() if ".so" in path)
    found = {*_python(), *shared, *zoneinfo.TZPATH, _CACHE}
    return tuple(sorted(path for path in found if Path(path).exists()))
