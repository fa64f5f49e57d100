"""Every attack on the kernel's side, and what they are after: armed, each runs in a fresh jail."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.attacks.attack import Attack
from tests.attacks.harness import SECRET
from tests.attacks.kernel import channels, files, programs, resources, signals, surface

ATTACKS: Final = (
    *surface.ATTACKS,
    *files.ATTACKS,
    *programs.ATTACKS,
    *signals.ATTACKS,
    *channels.ATTACKS,
    *resources.ATTACKS,
)
NEEDS_MEMORY_GROUP: Final = frozenset({"memory-by-children"})
"""Without a memory cgroup each process has a limit, not their sum."""

_INSIDE: Final = Path(__file__).with_name("inside.txt").read_text(encoding="utf-8")


def armed(attack: Attack, canary: Path, port: int) -> str:
    """Return the source that runs in the jail: the attack, and what every attack finds at hand."""
    source = attack.source.replace("{canary!r}", repr(str(canary))).replace("{port}", str(port))
    return f"{_INSIDE}\n{source}\n"


@contextlib.contextmanager
def secret_in_environment() -> Iterator[None]:
    """Keep the canary where what the server starts must not inherit it: in its environment."""
    os.environ["SALLYPORT_TEST_SECRET"] = SECRET
    try:
        yield
    finally:
        del os.environ["SALLYPORT_TEST_SECRET"]


@contextlib.contextmanager
def canary_file() -> Iterator[Path]:
    """Keep it in a file outside that anybody may read: pytest's own folders are closed to others."""
    with TemporaryDirectory(prefix="outside-") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "canary.txt")
        path.write_text(SECRET, encoding="ascii")
        path.chmod(0o644)
        yield path


@contextlib.contextmanager
def listening_port() -> Iterator[int]:
    """Listen on a free port of loopback; yield its number."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
