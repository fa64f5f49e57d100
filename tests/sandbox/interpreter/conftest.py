from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.interpreter import CellLimits, Interpreter, Unrestricted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sallyport.core.types import Execution


@pytest.fixture
def interpreter() -> Interpreter:
    return Interpreter(limits=CellLimits(), policy=Unrestricted())


@pytest.fixture
def run(interpreter: Interpreter) -> Callable[[str], Execution]:
    return interpreter.run


@pytest.fixture
def armed(interpreter: Interpreter) -> Iterator[Interpreter]:
    """An interpreter that SIGUSR1 stops; the test process's own handlers come back after."""
    before = {number: signal.getsignal(number) for number in (signal.SIGUSR1, signal.SIGINT)}
    interpreter.arm_interrupt()
    yield interpreter
    for number, handler in before.items():
        signal.signal(number, handler)
