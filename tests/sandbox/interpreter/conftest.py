from __future__ import annotations

import decimal
import random
import signal
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sallyport.sandbox.interpreter import CellLimits, Interpreter, Unrestricted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sallyport.core.types import Execution


@pytest.fixture(autouse=True)
def _process_wide_settings() -> Iterator[None]:
    """Put back what a cell, or a state that was brought back, changes for the whole process."""
    digits, recursion = sys.get_int_max_str_digits(), sys.getrecursionlimit()
    errors, shown = np.geterr(), np.get_printoptions()
    context, generator = decimal.getcontext().copy(), random.getstate()
    yield
    sys.set_int_max_str_digits(digits)
    sys.setrecursionlimit(recursion)
    np.seterr(**errors)
    np.set_printoptions(**shown)
    decimal.setcontext(context)
    random.setstate(generator)


@pytest.fixture
def interpreter() -> Iterator[Interpreter]:
    made = Interpreter(limits=CellLimits(), policy=Unrestricted())
    yield made
    made.close()


@pytest.fixture
def run(interpreter: Interpreter) -> Callable[[str], Execution]:
    return interpreter.run


@pytest.fixture
def armed(interpreter: Interpreter) -> Iterator[Interpreter]:
    """An interpreter that signals stop; the test process's own handlers come back after."""
    numbers = (signal.SIGUSR1, signal.SIGXCPU, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}
    interpreter.arm_interrupt()
    yield interpreter
    for number, handler in before.items():
        signal.signal(number, handler)
