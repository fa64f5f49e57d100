"""What a world is lent; each in a process of its own, as an interpreter takes over signals."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from sallyport.envs.math_with_code.environment import MathOptions, MathWithCode
from sallyport.sandbox.context import Context
from tests.sandbox.jail.forked import outcome_of
from tests.sandbox.toy_world import Counting, CountingOptions, CountingWorld

OPTIONS = MathOptions(
    policy="none", output_limit_bytes=1024, max_execution_time=3, recursion_limit=150
)


def cell(source: str, seed: int = 7) -> str:
    """Run a cell in a context's interpreter, in a child of this process."""

    def run() -> str:
        interpreter = Context(MathWithCode(OPTIONS), seed).interpreter()
        execution = interpreter.run(source)
        return f"{execution.status} {execution.result}"

    return outcome_of(run)


def test_a_world_is_opened_with_the_sessions_seed() -> None:
    context = Context(Counting(CountingOptions(start=3)), 41)
    world = Counting(CountingOptions(start=3)).open(context)
    assert isinstance(world, CountingWorld)
    assert (context.seed, world.seed, world.total) == (41, 41, 3)


def test_the_interpreter_is_the_environments() -> None:
    assert cell("import os; os.getpid() > 0") == "ok True", "the policy is none"
    assert cell("print('x' * 2000)").startswith("output_limit")
    assert cell("import sys; sys.getrecursionlimit()") == "ok 150"


@pytest.mark.parametrize("draw", ["import random; random.random()", "np.random.rand()"])
def test_random_numbers_begin_from_the_seed(draw: str) -> None:
    first, again, other = cell(draw), cell(draw), cell(draw, seed=8)
    assert first.startswith("ok 0.")
    assert first == again != other


def test_the_interpreter_can_be_stopped_by_either_signal() -> None:
    for number, status in ((signal.SIGUSR1, "timeout"), (signal.SIGXCPU, "cpu_limit")):
        raised = f"import signal; signal.raise_signal({int(number)})\nwhile True: pass"
        assert cell(raised) == f"{status} None"


@pytest.mark.slow
def test_what_is_not_asked_for_is_not_loaded() -> None:
    program = (
        "import sys, sallyport.sandbox.context\nprint('sallyport.sandbox.notebook' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
