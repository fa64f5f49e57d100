"""What an environment is: a kind of world, its tools, its tasks, and how it is judged.

    Environment (one per server, plain settings)  ── open(context) ──▶  World (one per session)
        tools, tasks, check_task, verifier                              call ▶ Observation
                                                                        export ▶ State

The front door reads an Environment's tools and tasks and never opens a World; worlds are opened,
called and closed in worker processes only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Protocol

import msgspec

from ..core.errors import NotCopyableError
from ..core.types import Execution, ExecutionStatus, JsonObject, Observation, State, Task, ToolCall
from .tool import Tool


class Interpreter(Protocol):
    """A session's Python: one namespace, cells run in order."""

    def run(self, source: str) -> Execution:
        """Run one cell and return its outcome; never raises because of what the cell does."""
        ...

    def rehearse(self) -> None:
        """Do what running a cell does, without a cell; see World.rehearse."""
        ...

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        """Return the state as bytes, and what could not be carried; see World.snapshot."""
        ...

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot; see World.restore."""
        ...

    def seed(self, seed: int) -> None:
        """Let the global random generators begin anew; see World.reseed."""
        ...


class WorldContext(Protocol):
    """What the worker lends to the worlds it opens."""

    @property
    def seed(self) -> int:
        """The session's seed: 64 random bits, or what the client asked for."""
        ...

    def interpreter(self) -> Interpreter:
        """The worker's interpreter; only in environments that declare `runs_untrusted_code`."""
        ...


class World(ABC):
    """One session's live state, inside its worker."""

    @abstractmethod
    def call(self, call: ToolCall) -> Observation:
        """Run one tool.

        Raises UnknownToolError or InvalidArgumentsError for calls that do not fit; a failure in
        the world itself (no such id) is an Observation with a message. Nothing else is raised.
        """

    @abstractmethod
    def export(self) -> State:
        """Return the state that a verifier judges: plain JSON values, no reference to the world."""

    @property
    def repeatable(self) -> bool:
        """Whether its calls, made again in a fresh world of the same seed, would give this one.

        Once false it stays so. Asked only where untrusted code runs: there a world that does not
        say so gets a checkpoint after every call, and is brought back from nothing else.
        """
        return False

    def close(self) -> None:
        """Release what the world holds."""

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        """Return the whole state as bytes for `restore`, and by name why some is not in them.

        The world is as before. A world that does not define both has no snapshots: then a session
        is forked by making its calls again. Raises NotCopyableError, also for a state of more than
        `limit_bytes`.
        """
        raise NotCopyableError(f"A {type(self).__name__} has no snapshots.")

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot of the same environment; the world has just been opened.

        Raises NotCopyableError when it cannot be, and the world is then closed.
        """
        raise NotCopyableError(f"A {type(self).__name__} has no snapshots.")

    def reseed(self, seed: int) -> None:
        """Let random numbers begin anew from `seed`; a world that draws none does nothing."""

    def rehearse(self) -> None:
        """Touch the memory that a call will touch, without effect.

        Called in a process that was just forked or that just made a checkpoint, while nobody
        waits: the kernel copies a page when it is first written to.
        """


class Environment(ABC):
    """A kind of world. Subclasses are made from their options and hold no session's state."""

    name: ClassVar[str]
    """The name in routes and on the command line."""

    Options: ClassVar[type[msgspec.Struct]]
    """The environment's own settings: a frozen Struct, unknown keys forbidden, all defaulted."""

    domain: ClassVar[str] = "other"
    description: ClassVar[str] = ""
    value: ClassVar[str] = ""
    verified: ClassVar[bool] = False

    runs_untrusted_code: ClassVar[bool] = False
    """True: every session has a worker of its own, jailed, never used again."""

    preload: ClassVar[tuple[str, ...]] = ()
    """Modules that the zygote imports once, so that every worker shares them."""

    starts_implicitly: ClassVar[bool] = False
    """Whether a tool call without a session starts one (rollout protocol)."""

    reseeds: ClassVar[bool] = False
    """Whether a second `/seed_session` starts the world over (rollout protocol)."""

    verifier: ClassVar[str]
    """The name of its verifier in `verifiers`."""

    replays: ClassVar[bool] = False
    """Whether its verifier judges an end state, which `replay` can make from calls alone."""

    def __init__(self, options: msgspec.Struct | None = None) -> None:
        self.options = self.Options() if options is None else options

    @property
    @abstractmethod
    def tools(self) -> Sequence[Tool]:
        """The tools that the agent may call, in the order they are listed to it."""

    @abstractmethod
    def tasks(self) -> Sequence[JsonObject]:
        """Every task row that ships with the environment, in the rollout protocol's row shape."""

    @abstractmethod
    def check_task(self, row: JsonObject) -> Task:
        """Return the row as a Task that can be judged. Raises InvalidTaskError naming the field."""

    @abstractmethod
    def open(self, context: WorldContext) -> World:
        """Open a fresh world for one session (in a worker)."""

    @abstractmethod
    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        """Return what solves the task: the calls to make and the final message (the oracle)."""

    def conclude(self, row: JsonObject, message: str, observations: Sequence[JsonObject]) -> str:
        """Return the oracle's final message, given the replies to the calls of its solution.

        `message` is the one that `solution` planned; environments whose answer is what a tool
        returned build it from `observations`, so that the oracle tests the tool.
        """
        return message

    def warm(self) -> None:
        """Do in the zygote, once, what every world would else do first: caches, templates."""

    def stopped(
        self, status: ExecutionStatus, message: str, duration_s: float
    ) -> Observation | None:
        """What the agent sees of a call that was stopped from outside or took its process down.

        `status` is `timeout`, `memory_limit` or `worker_died`. None (the default) means that the
        call is answered with an error instead.
        """
        return None

    def call_deadline_s(self, tool: str) -> float:
        """Seconds that a call of `tool` may run before it is stopped."""
        return 10.0

    def replay(self, calls: Sequence[ToolCall | None]) -> State:
        """Play calls in a fresh world and export its state: a pure function of `calls`.

        A call that fails is skipped, and so is None (a call that could not be decoded). Only
        environments whose verdict needs an end state implement this.
        """
        raise NotImplementedError(f"{self.name} has no end state to replay")
