"""Interpreters, and what a snapshot of one is worth in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from sallyport.core.errors import NotCopyableError
from sallyport.sandbox.interpreter import Interpreter, Policy, Unrestricted
from sallyport.sandbox.interpreter.snapshots.apart import apart
from sallyport.sandbox.policy import restricted_policy

if TYPE_CHECKING:
    from pathlib import Path

    from sallyport.core.types import Execution

LIMIT: Final = 1 << 24

POLICIES: Final = ("none", "restricted")


def policy_named(name: str) -> Policy:
    return Unrestricted() if name == "none" else restricted_policy()


def notebook(policy: str, *cells: str, scratch: Path | None = None) -> Interpreter:
    """An interpreter in which these cells have run without an error."""
    made = Interpreter(policy=policy_named(policy), scratch=scratch)
    for cell in cells:
        execution = made.run(cell)
        assert execution.success, execution.stderr
    return made


def run(interpreter: Interpreter, cell: str) -> str:
    """What a cell shows: its output, result and error."""
    execution: Execution = interpreter.run(cell)
    return f"{execution.stdout}{execution.result or ''}{execution.stderr}"


def in_copy(
    data: bytes, policy: str, *cells: str, seed: int | None = None, scratch: Path | None = None
) -> list[str]:
    """What cells show in a fresh interpreter, of another process, that goes on from a snapshot."""

    def work(_: bool) -> bytes:
        copy = Interpreter(policy=policy_named(policy), scratch=scratch)
        try:
            copy.restore(data)
        except NotCopyableError as error:
            return msgspec.json.encode([f"refused: {error.message}"])
        if seed is not None:
            copy.seed(seed)
        return msgspec.json.encode([run(copy, cell) for cell in cells])

    return msgspec.json.decode(apart(work), type=list[str])


def shows_the_same(policy: str, cells: str, *probes: str) -> list[str]:
    """Run probes in a notebook and in a copy of it: all must show the same, which is returned."""
    original = notebook(policy, cells)
    data, left_out = original.snapshot(LIMIT)
    assert left_out == {}, left_out
    there = in_copy(data, policy, *probes)
    assert there == [run(original, probe) for probe in probes]
    return there
