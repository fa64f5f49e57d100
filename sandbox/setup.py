"""What the front door tells a zygote at exec, and a warden at fork: plain values.

These two are all that ever travels by pickle or command line, and only inward.
"""

from __future__ import annotations

from typing import Final

import msgspec

from ..core.types import JsonObject
from .jail.spec import JailSpec

SOCKET_NAME: Final = "zygote"
"""The zygote's socket, in a folder of its own that only this user can enter."""


class EnvironmentSetup(msgspec.Struct, frozen=True):
    """One environment that workers may open: its served name, its kind, and its options."""

    name: str
    environment: str
    entrypoint: str | None
    options: JsonObject


class ZygoteSetup(msgspec.Struct, frozen=True):
    """What a zygote prepares before it serves; `folder` holds its socket and goes with it.

    `judges_only`: no session will be opened, so that nothing is loaded for agents' code.
    """

    environments: tuple[EnvironmentSetup, ...]
    folder: str
    jail: JailSpec
    judges_only: bool = False


class WardenStart:
    """The object that the fork server's child unpickles and runs.

    It stands where multiprocess expects a Process: `_bootstrap` is called in the child, with the
    read end of a pipe that we do not use, and returns the exit code. `memory_bytes` is a limit for
    this worker alone, where the jail's is higher; None leaves the jail's.
    """

    def __init__(
        self,
        environment: str,
        slot: int,
        max_frame_bytes: int,
        *,
        checkpoints: bool,
        memory_bytes: int | None = None,
    ) -> None:
        self.environment = environment
        self.slot = slot
        self.max_frame_bytes = max_frame_bytes
        self.checkpoints = checkpoints
        self.memory_bytes = memory_bytes

    def _bootstrap(self, parent_sentinel: int) -> int:
        # Late: the front door imports this module and must not import what only workers need.
        from .warden import run_warden

        return run_warden(self)
