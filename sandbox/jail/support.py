"""Which level of jail this machine gives: every level is tried whole, in a throw-away process.

server ──exec──▶ python -I: for each level, fork: prepare ─▶ warden ─▶ interpreter ─▶ 1 + 1
       ◀──JSON── Support
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING, Final

import msgspec

from . import landlock
from .errors import JailError
from .interpreter import lock_interpreter
from .numbers import native
from .privileges import may_change_users
from .spec import LEVELS, JailSpec, Level
from .warden import enter_warden
from .zygote import prepare_zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TRIAL_S: Final = 60.0
"""Far above what a trial takes (0.3 s) even on a machine under heavy load."""

_CONTAINER_REMEDY: Final = (
    "in a container, permit unshare, mount and pivot_root in its seccomp profile and give it "
    "CAP_SYS_ADMIN"
)
"""What stands in the way of a root that is refused: nothing else forbids it."""

_SCRIPT: Final = """
import sys
sys.path[:] = sys.argv[1:]
from sallyport.sandbox.jail import support
support.answer()
"""


class Mechanism(msgspec.Struct, frozen=True):
    """One thing the jail can be made of. `detail` says what was found, or what failed and why.

    `errno` is the kernel's answer to the failing call, 0 when there was none; `remedy` says what
    the operator can do.
    """

    name: str
    available: bool
    detail: str = ""
    errno: int = 0
    remedy: str = ""


class Support(msgspec.Struct, frozen=True):
    """What a machine gives: the levels first, then single mechanisms."""

    levels: tuple[Mechanism, ...]
    mechanisms: tuple[Mechanism, ...]

    @property
    def level(self) -> Level:
        """The strongest level that could be entered."""
        reached = {mechanism.name for mechanism in self.levels if mechanism.available}
        return next((level for level in reversed(LEVELS) if level in reached), "none")

    def missing(self, level: Level) -> str:
        """Say in one line why `level` cannot be had; empty when it can."""
        found = next((one for one in self.levels if one.name == level), None)
        if found is None or found.available:
            return ""
        return f"isolation level {level!r} is not available: {found.detail}" + (
            f"; {found.remedy}" if found.remedy else ""
        )


def _in_child(level: Level, report: int, act: Callable[[], None]) -> None:
    """Fork, let the child act and exit, wait for it; a child that fails reports how."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        act()
    except (JailError, OSError) as error:
        os.write(report, msgspec.json.encode(_refused(level, error)))
    finally:
        os._exit(0)


def _as_zygote(spec: JailSpec, report: int) -> None:
    prepare_zygote(spec)
    _in_child(spec.level, report, lambda: _as_warden(spec, report))


def _as_warden(spec: JailSpec, report: int) -> None:
    enter_warden(spec, 0, {report})
    warden = os.getpid()
    _in_child(spec.level, report, lambda: _as_interpreter(spec, report, warden))


def _as_interpreter(spec: JailSpec, report: int, warden: int) -> None:
    lock_interpreter(spec, {report}, warden)
    os.write(report, msgspec.json.encode(_entered(spec.level)))


def _entered(level: Level) -> Mechanism:
    library = sysconfig.get_paths()["stdlib"]
    if os.access(library, os.R_OK):
        return Mechanism(level, available=True)
    detail = f"{library} cannot be read as the worker's user: only what was preloaded works"
    return Mechanism(level, True, detail, remedy="move Python out of the private directory")


def _refused(level: Level, error: JailError | OSError) -> Mechanism:
    detail, remedy = str(error), ""
    if isinstance(error, JailError):
        detail, remedy = str(JailError(error.step, error.errno)), error.remedy
    if not remedy and level == "namespaces" and error.errno in {errno.EPERM, errno.EACCES}:
        remedy = _CONTAINER_REMEDY
    return Mechanism(level, False, detail, error.errno or 0, remedy)


def _try(level: Level) -> Mechanism:
    """Try one level in a child and its children; nothing of it stays."""
    reader, writer = os.pipe()
    _in_child(level, writer, lambda: _as_zygote(JailSpec(level=level), writer))
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    if not told:
        return Mechanism(level, False, "the trial ended without an answer")
    return msgspec.json.decode(told, type=Mechanism)


def _landlock() -> Mechanism:
    version = landlock.abi()
    return Mechanism("landlock", version > 0, f"ABI {version}" if version else "not in this kernel")


def _filter() -> Mechanism:
    try:
        return Mechanism("seccomp", True, native().name)
    except JailError as error:
        return Mechanism("seccomp", False, str(error), remedy=error.remedy)


def _users() -> Mechanism:
    if may_change_users():
        return Mechanism("user per worker", True, "started as root")
    if os.geteuid() == 0:
        return Mechanism(
            "user per worker",
            False,
            "started as a root without the capabilities SETUID and SETGID",
            remedy="give them back: --cap-add=SETUID --cap-add=SETGID",
        )
    return Mechanism(
        "user per worker", False, "started as an ordinary user", remedy="start as root"
    )


def answer() -> None:
    """Try everything and print a Support as JSON: the main function of the throw-away process."""
    levels = tuple(_try(level) for level in reversed(LEVELS) if level != "none")
    support = Support(levels, (_users(), _landlock(), _filter()))
    sys.stdout.write(msgspec.json.encode(support).decode())


def detect(missing_groups: Iterable[tuple[str, str]] = ()) -> Support:
    """Find out what this machine gives, by trying it; half a second, so once per server.

    `missing_groups`: `Cgroups.missing.items()`, to be told along with the rest.
    Raises JailError when not even the trial could be run.
    """
    path = [entry for entry in sys.path if os.path.isabs(entry)]  # noqa: PTH117
    # Our own interpreter and module; the environment is fixed, the arguments are paths.
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", _SCRIPT, *path],
        env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        timeout=_TRIAL_S,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise JailError(f"trying the levels: {words[-1] if words else done.returncode}")
    support = msgspec.json.decode(done.stdout, type=Support)
    groups = tuple(
        Mechanism(f"cgroup {name}", False, reason) for name, reason in sorted(missing_groups)
    )
    return msgspec.structs.replace(support, mechanisms=(*support.mechanisms, *groups))
