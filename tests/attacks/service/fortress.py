"""A server under attack, what it must not give away, and who watches it.

this process                                  server: `sallyport serve patient hurried`
  canary file, listening port,                  │ environment: the canary
  trap folder, temporary folder                 │ `policy: none`, the strongest jail
  attacker ── HTTP, a session an attack ───────▶│ sessions of the attacker
  witness ─── HTTP, its own thread ────────────▶│ the session that holds a canary
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx

from sallyport.core.rollout.server_process import own_server
from tests.attacks.service.baseline import children_of
from tests.attacks.service.visitor import NO_TLS, Notebook
from tests.attacks.service.witness import Witness

PATIENT: Final = "patient"
HURRIED: Final = "hurried"

_SETTINGS: Final = {
    # Enough for an attacker, a witness and copies without a wait.
    "pool.size": "3",
    "pool.max_warm": "0",  # one that grew is no leftover of an attack
    "pool.max_starting": "2",
    "calls.grace_s": "0.4",
    # An idle session is soon stopped, as it would be while its agent thinks.
    "calls.freeze_after_s": "0.15",
}
_CONFIGURATION: Final = """
patient: {resources_servers: {math_with_code: {
  policy: none, max_execution_time: 10, memory_limit_bytes: 1073741824}}}
hurried: {resources_servers: {math_with_code: {
  policy: none, max_execution_time: 0.5, memory_limit_bytes: 1073741824}}}
"""


@dataclass(frozen=True)
class Canaries:
    """What no reply may hold, and where it is kept; `trap` is a path that must stay free.

    Each value begins alike, so that an attack can look for them without knowing them.
    """

    environment: str
    file: str
    variable: str
    path: Path
    trap: Path
    port: socket.socket

    @property
    def number(self) -> int:
        """The listening port's number."""
        name: tuple[str, int] = self.port.getsockname()
        return name[1]

    def found_in(self, content: bytes) -> bool:
        """Whether a reply gives one away."""
        return any(
            value.encode() in content for value in (self.environment, self.file, self.variable)
        )

    def sprung(self) -> list[str]:
        """Say what was touched that must not be."""
        found = [f"{self.trap} was made"] if self.trap.exists() else []
        with contextlib.suppress(BlockingIOError):
            self.port.accept()[0].close()
            found.append("the canary port was reached")
        return found


@dataclass(frozen=True)
class Fortress:
    """The running server: its base address and pid, its temporary folder, canaries and witness."""

    base: str
    pid: int
    folder: Path
    canaries: Canaries
    witness: Witness
    client: httpx.Client

    def notebook(self, *, hurried: bool = False) -> Notebook:
        """Start a session of the attacker's."""
        return Notebook.start(self.client, HURRIED if hurried else PATIENT)


@contextlib.contextmanager
def fortress() -> Iterator[Fortress]:
    """Start the server and everything around it; all is gone when the block ends."""
    with _canaries() as canaries, TemporaryDirectory(prefix="fortress-") as folder:
        with _served(Path(folder), canaries) as (base, pid):
            # No connection outlasts its request: what the server has open is then its own matter.
            limits = httpx.Limits(max_keepalive_connections=0)
            with httpx.Client(
                base_url=base, timeout=30, trust_env=False, verify=NO_TLS, limits=limits
            ) as client:
                with Witness(base, PATIENT, canaries.variable) as witness:
                    yield Fortress(base, pid, Path(folder), canaries, witness, client)


@contextlib.contextmanager
def _canaries() -> Iterator[Canaries]:
    with TemporaryDirectory(prefix="outside-") as outside:
        # Anybody may read it: only that it is outside keeps it from them.
        Path(outside).chmod(0o777)
        path = Path(outside, "canary.txt")
        values = [f"CANARY-{secrets.token_hex(12)}" for _ in range(3)]
        path.write_text(values[1], encoding="ascii")
        path.chmod(0o644)
        with socket.create_server(("127.0.0.1", 0)) as port:
            port.setblocking(False)
            yield Canaries(values[0], values[1], values[2], path, Path(outside, "trap"), port)


@contextlib.contextmanager
def _served(folder: Path, canaries: Canaries) -> Iterator[tuple[str, int]]:
    file = folder / "server.yaml"
    file.write_text(_CONFIGURATION, encoding="ascii")
    flags = [part for key, value in _SETTINGS.items() for part in ("--set", f"{key}={value}")]
    before = children_of(os.getpid())
    given = {"THE_CANARY": canaries.environment, "TMPDIR": str(folder)}
    with contextlib.ExitStack() as stack:
        with _environment(given):
            base = stack.enter_context(
                own_server([PATIENT, HURRIED, "--config", str(file), *flags])
            )
        (pid,) = children_of(os.getpid()) - before
        yield base, pid


@contextlib.contextmanager
def _environment(given: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
