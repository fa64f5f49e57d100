"""A world whose tools misbehave in every way a worker can: the servers' tests run it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import ClassVar

import msgspec

from sallyport.core.errors import InvalidTaskError
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool


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
    os.setsid()
    time.sleep(seconds)
    os._exit(0)


def inspect(world: FaultyWorld, /) -> JsonObject:
    """Say what the worker sees of its process: descriptors, environment."""
    descriptors = {}
    for fd in range(256):
        try:
            descriptors[fd] = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
    return {"descriptors": descriptors, "environment": dict(os.environ), "pid": os.getpid()}


def say(world: FaultyWorld, /, data: str, answer: bool = True) -> str:
    """Write raw bytes to the data socket, out of turn.

    Args:
        data: The bytes, in hexadecimal.
        answer: Whether a proper answer follows.
    """
    fd = data_descriptor()
    os.write(fd, bytes.fromhex(data))
    if not answer:
        time.sleep(30)
    return "said"


def data_descriptor() -> int:
    """Return the descriptor of the worker's data socket: its only stream socket."""
    import socket

    for fd in range(3, 64):
        try:
            with socket.socket(fileno=os.dup(fd)) as sock:
                if sock.type == socket.SOCK_STREAM:
                    return fd
        except OSError:
            continue
    raise AssertionError("no data socket")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings: `deadline_s` of every call. Its tools are its own code, so no language policy."""

    deadline_s: float = 5.0
    policy: str = "none"


class FaultyWorld(World):
    """Keeps texts."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def call(self, call: ToolCall) -> Observation:
        for tool in TOOLS:
            if tool.name == call.name:
                return Observation({"output": tool.function(self, **tool.bind(call.arguments))})
        raise unknown_tool(call.name, [tool.name for tool in TOOLS])

    def export(self) -> State:
        return {"kept": list(self.kept)}


class Faulty(Environment):
    """The environment `faulty`, one worker a session."""

    name: ClassVar[str] = "faulty"
    Options: ClassVar[type[msgspec.Struct]] = Options
    runs_untrusted_code: ClassVar[bool] = True
    starts_implicitly: ClassVar[bool] = True
    verifier: ClassVar[str] = "boxed_answer"

    options: Options

    @property
    def tools(self) -> Sequence[Tool]:
        return TOOLS

    def tasks(self) -> Sequence[JsonObject]:
        return ()

    def check_task(self, row: JsonObject) -> Task:
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
    for function in (echo, remember, nap, die, leave, fork, inspect, say)
)
