"""One program's time in a jailed session and in plain CPython, in turns.

    program ─┬─▶ a fresh session's cell ─▶ duration_s of its reply      compile, run, capture
             └─▶ plain_python, a fresh fork ─▶ seconds of its outcome   compile, run, capture

Both are measured inside the process that runs the program: HTTP and processes are others' figures.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from statistics import median
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from .one import Client
from .servers import our_server, python_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_S = 120
"""No program of the corpus may be cut short by a busy machine."""


class ProgramError(Exception):
    """A measured program failed: its time says nothing."""


class Compared(NamedTuple):
    """Seconds in the sandbox and in plain CPython."""

    ours: float
    plain: float

    @property
    def speed(self) -> float:
        """Speed of the sandbox: 1.0 is CPython's own."""
        return self.plain / self.ours


class Comparison:
    """A server, and a plain Python beside it."""

    def __init__(self, client: Client, plain: subprocess.Popen[str]) -> None:
        self._client = client
        self._plain = plain

    def compare(self, source: str, rounds: int) -> Compared:
        """Run a program `rounds` times in both; return medians.

        Raises ProgramError when it fails in either.
        """
        turns = [(self._ours(source), self._plainly(source)) for _ in range(rounds)]
        ours, plain = zip(*turns, strict=True)
        return Compared(median(ours), median(plain))

    def _ours(self, source: str) -> float:
        self._client.forget()
        body = msgspec.json.encode({"code": source})
        reply = msgspec.json.decode(self._client.post("/execute_python", body))
        self._client.post("/end_session")
        return _seconds(reply, reply["error_message"], "duration_s")

    def _plainly(self, source: str) -> float:
        print(msgspec.json.encode(source).decode(), file=_open(self._plain.stdin), flush=True)
        outcome = msgspec.json.decode(_open(self._plain.stdout).readline())
        return _seconds(outcome, outcome["error"], "seconds")


@contextlib.contextmanager
def comparison() -> Iterator[Comparison]:
    """Start both."""
    plain = subprocess.Popen(
        [sys.executable, "-m", "scripts.benchmarks.plain_python"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=python_environment(),
    )
    limit = f"math_with_code.max_execution_time={_LONG_S}"
    with plain, our_server("math_with_code", limit) as url, Client(url) as client:
        yield Comparison(client, plain)


def _seconds(reply: dict[str, Any], failure: str | None, key: str) -> float:
    if failure is not None:
        raise ProgramError(failure)
    return float(reply[key])


def _open(stream: IO[str] | None) -> IO[str]:
    assert stream is not None, "started with pipes"
    return stream
