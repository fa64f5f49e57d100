"""A world whose tools misbehave in every way a worker can: the servers' tests run it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import socket
import stat
import time
from collections.abc import Sequence
from typing import ClassVar

import msgspec

from sallyport.core.errors import InvalidTaskError
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool
from sallyport.sandbox.frames import Done, encode


def echo(world: FaultyWorld, /, text: str) -> str:
    """Return the text.

    Args:
        text: What to return.
    """
    return text


def remember(world: FaultyWorld, /, text: str) -> list[str]:
    """Keep the text and return all that were kept.

    Args:
        text: What to keep.
    """
    world.kept.append(text)
    return world.kept


def nap(world: FaultyWorld, /, seconds: float) -> str:
    """Sleep, deaf to signals that can be ignored.

    Args:
        seconds: How long.
    """
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    time.sleep(seconds)
    return "awake"


def die(world: FaultyWorld, /, number: int) -> str:
    """Kill the worker with a signal.

    Args:
        number: The signal's number.
    """
    if number == signal.SIGSEGV:
        # A real fault: in a jail no process may send signals.
        ctypes.string_at(0)
    os.kill(os.getpid(), number)
    return "alive"


def leave(world: FaultyWorld, /, code: int) -> str:
    """End the worker.

    Args:
        code: The exit code.
    """
    os._exit(code)


def fork(world: FaultyWorld, /, seconds: float) -> int:
    """Leave a process behind, in a session of its own, and return its number.

    Args:
        seconds: How long it lives.
    """
    pid = os.fork()
    if pid:
        return pid
    try:
        # A jail may refuse it; then the process is left behind all the same.
        with contextlib.suppress(OSError):
            os.setsid()
        time.sleep(seconds)
    finally:
        # Never back into the worker's frames: there is one worker already.
        os._exit(0)


def inspect(world: FaultyWorld, /) -> JsonObject:
    """Say what the worker sees of its process: descriptors (by kind and inode), environment."""
    descriptors = {}
    for fd in range(1024):
        try:
            found = os.fstat(fd)
        except OSError:
            continue
        kind = "socket" if stat.S_ISSOCK(found.st_mode) else "other"
        descriptors[fd] = [kind, found.st_ino]
    return {"descriptors": descriptors, "environment": dict(os.environ), "pid": os.getpid()}


def crunch(world: FaultyWorld, /, numbers: int) -> int:
    """Add numbers up in C code, where no signal handler of Python's can run.

    Args:
        numbers: How many.
    """
    return sum(range(numbers))


def spoil(world: FaultyWorld, /, how: str) -> str:
    """Make the next export or opening go wrong.

    Args:
        how: `hang`, `exit`, `raise`, or `garble` (what is sent is no JSON object).
    """
    world.spoilt = how
    return how


def say(world: FaultyWorld, /, data: str, then: str = "answer") -> str:
    """Write raw bytes to the data socket, out of turn.

    Args:
        data: The bytes, in hexadecimal.
        then: What follows: a proper `answer`, nothing for a while (`wait`), or the `exit`.
    """
    os.write(data_descriptor(), bytes.fromhex(data))
    if then == "wait":
        time.sleep(30)
    if then == "exit":
        os._exit(0)
    return "said"


def data_descriptor() -> int:
    """Return the descriptor of the worker's data socket: its only stream socket.

    Looked for among the interpreter's objects, for a jail does not tell what a descriptor is.
    """
    streams = [
        each.fileno()
        for each in gc.get_objects()
        if isinstance(each, socket.socket)
        and each.type == socket.SOCK_STREAM
        and each.fileno() >= 0
    ]
    assert len(streams) == 1, streams
    return streams[0]


def misbehave(how: str) -> None:
    """Hang, end the process or fail; any other text does nothing."""
    match how:
        case "hang":
            time.sleep(60)
        case "exit":
            os._exit(9)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ZeroDivisionError("a bug of the environment")
        case "garble":
            os.write(data_descriptor(), encode(Done(3, "ok", b"not JSON", 0.0)))
            time.sleep(60)


class FaultyOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings: `deadline_s` of every call. Its tools are its own code, so no language policy."""

    deadline_s: float = 5.0
    policy: str = "none"


class FaultyWorld(World):
    """Keeps texts."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.spoilt = ""

    @property
    def repeatable(self) -> bool:
        """Its tools do the same again; what they show may differ."""
        return True

    def call(self, call: ToolCall) -> Observation:
        for tool in TOOLS:
            if tool.name == call.name:
                return Observation({"output": tool.function(self, **tool.bind(call.arguments))})
        raise unknown_tool(call.name, [tool.name for tool in TOOLS])

    def export(self) -> State:
        misbehave(self.spoilt)
        return {"kept": list(self.kept)}


class Faulty(Environment):
    """The environment `faulty`, one worker a session.

    A task row's `judge` makes its judging go wrong; see `misbehave`.
    """

    name: ClassVar[str] = "faulty"
    Options: ClassVar[type[msgspec.Struct]] = FaultyOptions
    runs_untrusted_code: ClassVar[bool] = True
    starts_implicitly: ClassVar[bool] = True
    verifier: ClassVar[str] = "boxed_answer"

    options: FaultyOptions

    @property
    def tools(self) -> Sequence[Tool]:
        return TOOLS

    def tasks(self) -> Sequence[JsonObject]:
        return ()

    def check_task(self, row: JsonObject) -> Task:
        misbehave(row.get("judge", ""))
        if not isinstance(row.get("expected_result"), str):
            raise InvalidTaskError("expected_result is missing", field="expected_result")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        return FaultyWorld()

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        return (), f"\\boxed{{{row['expected_result']}}}"

    def call_deadline_s(self, tool: str) -> float:
        return self.options.deadline_s


TOOLS = tuple(
    Tool.from_function(function)
    for function in (echo, remember, nap, crunch, die, leave, fork, inspect, say, spoil)
)
