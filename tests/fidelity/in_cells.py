"""Runs programs as cells of the sandbox's interpreter, each in a fresh session; started by tests.

    argument: policy, stdin: JSON [[name, source], ...] ──▶ policy made once ──▶ fork per program ──┐
    stdout: JSON {name: Execution} ◀── pipe ◀── Interpreter.run ◀──────────────────────────────────┘

A process of its own, because the policy `restricted` changes libraries for good, and a fork per
program, as every session is a forked worker.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter, Policy, Unrestricted
from tests.fidelity.reference import PRELOADED

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUT_LIMIT_BYTES = 1 << 20
"""More than any program of the corpus prints: what is compared must be whole."""


def policy_of(name: str) -> Policy:
    """Make the policy of that name. Raises ImportError for one that is not there."""
    if name == "none":
        return Unrestricted()
    made: Policy = import_module("sallyport.sandbox.policy").restricted_policy()
    return made


def in_child(run: Callable[[], Execution]) -> Execution:
    """Fork; the child runs the program and sends the outcome."""
    reading, writing = os.pipe()
    child = os.fork()  # safe: the numeric libraries are told to start no threads
    if child == 0:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(msgspec.msgpack.encode(run()))
        os._exit(0)  # skips the exit handlers, which belong to the parent
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return msgspec.msgpack.decode(content, type=Execution)


def run_program(policy: Policy, source: str) -> Execution:
    """Run source as the first cell of a session."""
    limits = CellLimits(output_limit_bytes=OUTPUT_LIMIT_BYTES)
    return Interpreter(limits=limits, policy=policy).run(source)


def main() -> None:
    """Answer one batch."""
    batch: list[tuple[str, str]] = json.loads(sys.stdin.buffer.read())
    policy = policy_of(sys.argv[1])
    for module in PRELOADED:
        import_module(module)
    answers = {
        name: in_child(lambda source=source: run_program(policy, source))  # type: ignore[misc]
        for name, source in batch
    }
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
