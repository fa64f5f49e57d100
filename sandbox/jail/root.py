"""The new root: a small read-only tree of what is bound into it, and nothing else of the machine.

    / (tmpfs, read-only)
      ├─ Python's library, site-packages, shared libraries, zones   bound read-only, nosuid, nodev
      ├─ lib -> usr/lib ...                                         links as the machine has them
      ├─ dev/null dev/zero dev/urandom                              bound
      ├─ scratch/                                                   where each worker mounts its own
      └─ tmp -> scratch                                             unless something lives in /tmp

Built once, in the zygote, which then lives in it; workers inherit a copy of the few mounts.
"""

from __future__ import annotations

import ctypes
import os
import stat
from errno import ENOSYS
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .errors import JailError
from .libc import detach, mount, syscall
from .spec import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RDONLY: Final = 0x1
_NOSUID: Final = 0x2
_NODEV: Final = 0x4
_NOEXEC: Final = 0x8
_REMOUNT: Final = 0x20
_BIND: Final = 0x1000
_REC: Final = 0x4000
_PRIVATE: Final = 0x4_0000
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000

_STAGE: Final = "/tmp"  # noqa: S108  # Every machine has it; only covered, in our own namespace.
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/urandom")
_ALIASES: Final = ("/lib", "/lib32", "/lib64")
"""Names by which the linker asks for libraries wherever they really are."""
_TREE_OPTIONS: Final = "size=1m,nr_inodes=4k,mode=0755"
"""The tree holds directories, links and empty files to mount on."""
_MOST_LINKS: Final = 40
"""Links on the way to one file before the kernel itself gives up (ELOOP)."""


class _MountAttributes(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns"))


def outermost(sources: Iterable[str]) -> list[str]:
    """Return the real paths of `sources`, without those that lie in another one."""
    kept: list[str] = []
    for path in sorted({os.path.realpath(source) for source in sources}):
        if not any(path.startswith(f"{outer.rstrip('/')}/") for outer in kept):
            kept.append(path)
    return kept


def links_to(path: str) -> Iterator[tuple[Path, Path]]:
    """Walk to `path` as the kernel would; give each symbolic link met: its real place, its target.

    Places are canonical, so repeating them elsewhere never follows a link out of there.
    """
    here, ahead, met = Path("/"), list(Path(path).parts[1:]), 0
    while ahead and met < _MOST_LINKS:
        part = ahead.pop(0)
        place = here.parent if part == ".." else here / part
        if not place.is_symlink():
            here = place
            continue
        met += 1
        target = place.readlink()
        yield place, target
        here = Path("/") if target.is_absolute() else here
        ahead = [step for step in target.parts if step != "/"] + ahead


def _seal(target: str, flags: int) -> None:
    """Set mount flags on a mount and on all mounts below it."""
    attributes = _MountAttributes(flags, 0, 0, 0)
    where = (_AT_FDCWD, target.encode(), _AT_RECURSIVE)
    try:
        syscall("mount_setattr", *where, attributes, ctypes.sizeof(attributes))
    except JailError as error:
        remedy = "use Linux 5.12 or newer" if error.errno == ENOSYS else ""
        raise JailError(f"sealing {target}", error.errno, remedy)


def _bind(path: str, handle: int) -> None:
    """Show what `handle` names at `path` of the stage, read-only. Closes `handle`."""
    target, kind = Path(_STAGE + path), os.fstat(handle).st_mode
    if stat.S_ISDIR(kind):
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(f"/proc/self/fd/{handle}", str(target), "", _BIND | _REC)
    os.close(handle)
    _seal(str(target), _RDONLY | _NOSUID | (_NOEXEC if stat.S_ISCHR(kind) else _NODEV))


def _lay(place: Path, target: Path) -> None:
    """Repeat one link on the stage; what lies in a bound directory came along with it."""
    inside = Path(f"{_STAGE}{place}")
    existing = next(folder for folder in inside.parents if folder.exists())
    ours = existing.stat().st_dev == Path(_STAGE).stat().st_dev
    if ours and not os.path.lexists(inside):
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.symlink_to(target)


def _build(sources: tuple[str, ...]) -> None:
    # All that is read from the machine is read before the stage covers a part of it.
    links = {place: to for name in (*sources, *_ALIASES) for place, to in links_to(name)}
    held = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in outermost(sources)}
    mount("tmpfs", _STAGE, "tmpfs", _NOSUID | _NODEV, _TREE_OPTIONS)
    for path, handle in held.items():
        _bind(path, handle)
    for place, target in links.items():
        _lay(place, target)
    Path(_STAGE + SCRATCH).mkdir()
    _lay(Path("/tmp"), Path(SCRATCH[1:]))  # noqa: S108  # The jail's own, private name.


def _pivot() -> None:
    """Make the stage the root of this namespace; the old root hangs nowhere any more."""
    os.chdir(_STAGE)
    syscall("pivot_root", b".", b".")
    detach(".")
    os.chdir("/")
    mount("", "/", "", _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV | _NOEXEC)


def enter_new_root(sources: Iterable[str]) -> None:
    """Replace this process's root by a read-only one that holds `sources` (absolute paths).

    To be called in a mount namespace of our own, with the power to mount. A source that does not
    exist is an error. Raises JailError or OSError.
    """
    mount("", "/", "", _REC | _PRIVATE)
    _build((*sources, *_DEVICES))
    _pivot()


def mount_scratch(size: int, files: int, uid: int, gid: int) -> None:
    """Mount this worker's private scratch: `size` bytes, `files` inodes, nothing executable.

    It is gone with the last process of the mount namespace. Raises JailError.
    """
    options = f"size={size},nr_inodes={files},mode=0700,uid={uid},gid={gid}"
    mount("tmpfs", SCRATCH, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)
