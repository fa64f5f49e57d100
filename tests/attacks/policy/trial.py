"""Run one attack in a throw-away fork of this warm process: the policy on, the jail off.

    attack ─▶ fork, limits ─▶ Interpreter with the policy ─▶ its cells, in order ─▶ what came out
                                                                    │
    breached: the marker in the output, the secret anywhere, the file written, or a dead process

The marker is printed only where the forbidden thing has been had: it stands in one `print` with
the expression that reaches for it, and so comes out only when nothing stopped that.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import secrets
import select
import signal
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sallyport.sandbox.interpreter import CellLimits, Interpreter, Policy, Unrestricted
from sallyport.sandbox.policy import restricted_policy

MARKER: Final = "BREACH"
SECRET: Final = secrets.token_hex(16)
"""In a file, in the environment and nowhere that a refused program can read."""

_CORPUS: Final = Path(__file__).with_name("corpus")
_ACCEPTED: Final = Path(__file__).with_name("accepted.toml")
_WALL_S: Final = 20.0
_LIMITS: Final = {
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_AS: 4 << 30,
    resource.RLIMIT_FSIZE: 1 << 20,
    resource.RLIMIT_CORE: 0,
}
"""Seconds and bytes: the policy alone bounds neither, and this machine is to stay well."""


@dataclass(frozen=True)
class Attack:
    """One program of the corpus: `kind` is its class, `cells` are run in order."""

    kind: str
    name: str
    cells: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.kind}.{self.name}"


@dataclass(frozen=True)
class Outcome:
    """What an attack came to; `how` says what stopped it, or what it got."""

    attack: Attack
    breached: bool
    how: str


def corpus() -> list[Attack]:
    """Read every attack, in order."""
    return [
        Attack(file.stem, name, tuple(code.split("\n---\n")))
        for file in sorted(_CORPUS.glob("*.toml"))
        for name, code in tomllib.loads(file.read_text()).items()
    ]


def accepted() -> dict[str, str]:
    """Return the ids of the attacks that the policy alone lets through, each with the reason."""
    reasons: dict[str, str] = tomllib.loads(_ACCEPTED.read_text())
    return reasons


def attempt(attack: Attack, folder: Path, policy: str = "restricted") -> Outcome:
    """Run one attack; `folder` holds its canary and what it writes."""
    canary, out = folder / "canary.txt", folder / "out.txt"
    canary.write_text(SECRET)
    out.unlink(missing_ok=True)
    cells = [_placed(cell, canary, out) for cell in attack.cells]
    output, status = _in_a_fork(cells, policy)
    return _judged(attack, output, status, written=out.exists())


def _placed(cell: str, canary: Path, out: Path) -> str:
    return cell.replace("@CANARY@", str(canary)).replace("@OUT@", str(out))


def _judged(attack: Attack, output: str, status: int, *, written: bool) -> Outcome:
    shown, _, refusal = output.rpartition("\0")
    if os.WIFSIGNALED(status):
        return Outcome(attack, True, f"died by signal {os.WTERMSIG(status)}")
    for sign, what in (
        (MARKER in shown, "marker"),
        (SECRET in output, "secret"),
        (written, "file"),
    ):
        if sign:
            return Outcome(attack, True, f"{what}: {shown[:300]!r}")
    return Outcome(attack, False, refusal[:300])


def _in_a_fork(cells: list[str], policy: str) -> tuple[str, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _run_cells(cells, writing, policy)
        finally:
            os._exit(0)
    os.close(writing)
    return _collect(reading, child)


def _run_cells(cells: list[str], writing: int, policy: str) -> None:
    # What the attack starts, or prints past the capture, is seen too.
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    faulthandler.disable()
    os.environ["SALLYPORT_ATTACK_SECRET"] = SECRET
    for kind, limit in _LIMITS.items():
        resource.setrlimit(kind, (limit, limit))
    chosen: Policy = restricted_policy() if policy == "restricted" else Unrestricted()
    interpreter = Interpreter(limits=CellLimits(), policy=chosen)
    shown, errors = "", []
    for cell in cells:
        done = interpreter.run(f"{cell}\nresult\n" if "\nresult = " in cell else cell)
        shown += done.stdout + (done.result or "")
        errors.append(done.error_message or "ended without an error")
    if errors[-1].startswith("E:"):
        shown += errors[-1]
    os.write(writing, f"{shown}\0{json.dumps(errors)}".encode("utf-8", "replace"))


def _collect(reading: int, child: int) -> tuple[str, int]:
    deadline, chunks = time.monotonic() + _WALL_S, []
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        if poll.poll(1000 * left):
            chunk = os.read(reading, 1 << 16)
            if not chunk:
                break
            chunks.append(chunk)
    else:
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return b"".join(chunks).decode("utf-8", "replace"), status
