"""Runs untrusted source in a real jail: exec'd zygote, warden, interpreter; from outside.

`run_in_jail(source)` is what attacks use; `Jailhouse` is for tests that choose level and user.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sallyport.sandbox.jail import Cgroups, JailSpec, Limits

if TYPE_CHECKING:
    from types import TracebackType

REPOSITORY = Path(__file__).resolve().parents[2]
SECRET = "CANARY-6f1d0c2e"
"""Never to be seen in any output. Kept in the zygote's parent and in files outside."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}


class Outcome(msgspec.Struct, frozen=True):
    """What became of one source. `exit` is negative for a signal, None when it was timed out.

    `leftovers` counts the processes that had to be killed after it. `setup_error`: the jail could
    not be entered, so nothing ran.
    """

    output: str = ""
    exit: int | None = None
    timed_out: bool = False
    leftovers: int = 0
    setup_error: str | None = None
    warden_pid: int = 0
    warden_ms: float = 0.0
    slot: int = 0


class SetupFailedError(Exception):
    """The zygote could not prepare itself."""


class Jailhouse:
    """One zygote and its control groups. Use as a context."""

    def __init__(
        self,
        spec: JailSpec | None = None,
        *,
        uid: int | None = None,
        forbid_namespaces: bool = False,
        preload: tuple[str, ...] = (),
        cgroups: bool = False,
        python: str = sys.executable,
    ) -> None:
        spec = spec or JailSpec()
        self.groups = Cgroups() if cgroups else None
        if self.groups is not None:
            spec = msgspec.structs.replace(spec, cgroups=self.groups.paths)
        self.spec = spec
        self.slots = 0
        configuration = {
            "path": [str(REPOSITORY), *[path for path in sys.path if "site-packages" in path]],
            "forbid_namespaces": forbid_namespaces,
            "preload": preload,
            "spec": msgspec.to_builtins(spec),
        }
        script = str(Path(__file__).with_name("zygote_main.py"))
        self._process = subprocess.Popen(
            [*as_user(uid), python, "-I", "-B", script, json.dumps(configuration)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
            bufsize=1,
        )
        self._closed = False
        message = self._read()
        if "failed" in message:
            self.close()
            raise SetupFailedError(message["failed"])
        self.pid: int = message["ready"]

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            return {"failed": f"the zygote ended with {self._process.wait()}"}
        message: dict[str, Any] = json.loads(line)
        return message

    def start(self, source: str, timeout: float = 10.0) -> int:
        """Begin to run a source; returns the warden's pid. `finish` must follow."""
        assert self._process.stdin is not None
        self.slots += 1
        if self.groups is not None:
            self.groups.create(self.slots, self.spec.limits)
        request = {"source": source, "timeout": timeout, "slot": self.slots}
        self._process.stdin.write(json.dumps(request) + "\n")
        started = self._read()
        if "started" not in started:
            raise SetupFailedError(str(started))
        return int(started["started"])

    def finish(self) -> Outcome:
        """Wait for what `start` began."""
        message = self._read()
        if "failed" in message:
            raise SetupFailedError(message["failed"])
        return msgspec.structs.replace(msgspec.convert(message, Outcome), slot=self.slots)

    def run(self, source: str, timeout: float = 10.0) -> Outcome:
        """Run one source in a jail of its own."""
        self.start(source, timeout)
        return self.finish()

    def close(self) -> None:
        """End the zygote and remove what belongs to it; idempotent."""
        if self._closed:
            return
        self._closed = True
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
        if self.groups is not None:
            self.groups.close()

    def __enter__(self) -> Jailhouse:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


LIMITS = Limits(memory_bytes=512 << 20, scratch_bytes=8 << 20, tasks=32)
"""Small enough for attacks on resources to be quick."""


@cache
def shared() -> Jailhouse:
    """One jailhouse for a whole test run, at the strongest level, as whoever runs the tests."""
    house = Jailhouse(JailSpec(limits=LIMITS), preload=("ctypes", "socket"), cgroups=True)
    atexit.register(house.close)
    return house


def run_in_jail(source: str, timeout: float = 10.0) -> Outcome:
    """Run `source` with policy off, ctypes and full builtins, in a fresh jail."""
    return shared().run(source, timeout)


def as_user(uid: int | None) -> list[str]:
    """Return the words that start a command as another user; the shell drops what setpriv keeps."""
    if uid is None:
        return []
    drop = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--bounding-set=-all"]
    return [*drop, "sh", "-c", 'exec "$0" "$@"']


def readable_python(uid: int) -> str | None:
    """Return a Python of this very version that user `uid` can start, if there is one."""
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{minor}", f"/usr/local/bin/{minor}"):
        probe = [*as_user(uid), candidate, "-I", "-c", "import ctypes, datetime"]
        done = subprocess.run(probe, capture_output=True, check=False, cwd="/")
        if done.returncode == 0:
            return candidate
    return None
