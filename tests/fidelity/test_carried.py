"""Ordinary programs' sessions are carried whole, and a copy computes on as the original does."""

from __future__ import annotations

from typing import Final

import msgspec
import pytest

from sallyport.sandbox.interpreter import Interpreter, Unrestricted
from sallyport.sandbox.interpreter.snapshots.apart import apart
from tests.fidelity.corpus import Program, programs
from tests.sandbox.interpreter.snapshots.carrying import LIMIT, in_copy, run

pytestmark = [pytest.mark.slow, pytest.mark.alone]

ONE_OF: Final = 3
"""Every third program is tried: what all of them show takes minutes and was no more."""

UNFIT: Final = ("generator", "nditer", "HASH", "_csv.", "ufunc '<lambda>")
"""What a few programs leave behind that nobody can copy, as the reasons say it."""


class Outcome(msgspec.Struct):
    """What was left out, and what the program shows when run again in the original and a copy."""

    left_out: dict[str, str]
    original: str
    copy: str


def outcome(program: Program) -> Outcome:
    """Run a program in a session, copy the session, and run the program again in both."""

    def work(_: bool) -> bytes:
        original = Interpreter(policy=Unrestricted())
        original.seed(3)
        run(original, program.source)
        data, left_out = original.snapshot(LIMIT)
        (copied,) = in_copy(data, "none", program.source)
        return msgspec.json.encode(Outcome(left_out, run(original, program.source), copied))

    # Each in a process of its own, as sessions are.
    return msgspec.json.decode(apart(work), type=Outcome)


@pytest.mark.parametrize("program", programs()[::ONE_OF], ids=lambda program: program.name)
def test_a_copy_of_its_session_goes_on_alike(program: Program) -> None:
    found = outcome(program)
    strange = {
        name: reason
        for name, reason in found.left_out.items()
        if not any(kind in reason for kind in UNFIT)
    }
    assert strange == {}
    assert found.copy == found.original
