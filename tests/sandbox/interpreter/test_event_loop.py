"""What cells that await leave to later ones."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import Interpreter

Run = Callable[[str], Execution]


def test_a_task_of_an_earlier_cell_goes_on(run: Run) -> None:
    run("import asyncio\nasync def six():\n    await asyncio.sleep(0)\n    return 6")
    assert run("task = asyncio.create_task(six())").status == "ok"
    assert run("await task").result == "6"


def test_a_task_that_is_due_has_run_before_a_cell_that_does_not_await(run: Run) -> None:
    run("import asyncio\nseen = []\nasync def see(): seen.append(1)")
    run("task = asyncio.create_task(see())")
    assert run("seen, task.done()").result == "([1], True)"


def test_an_asynchronous_generator_outlives_its_cell(run: Run) -> None:
    run("async def three():\n    for i in range(3):\n        yield i\nit = three()")
    assert run("await it.__anext__()").result == "0"
    assert run("await anext(it)").result == "1"
    assert run("[i async for i in it]").result == "[2]"


def test_a_task_that_is_never_awaited_holds_nothing_up(run: Run) -> None:
    run("import asyncio\ntask = asyncio.create_task(asyncio.sleep(1000))")
    assert run("task.done()").result == "False"


def test_a_loop_of_the_programs_own_is_its_own(run: Run) -> None:
    run("import asyncio\nloop = asyncio.new_event_loop()\nasync def seven(): return 7")
    assert run("loop.run_until_complete(seven())").result == "7"
    assert run("asyncio.run(seven())").result == "7"
    assert run("t = loop.create_task(seven())\nloop.run_until_complete(t)").result == "7"
    run("loop.close()")


@pytest.mark.parametrize("first", ["await asyncio.sleep(0)\nv.set(9)", "v.set(9)"])
def test_context_variables_are_the_sessions(run: Run, first: str) -> None:
    run("import asyncio, contextvars\nv = contextvars.ContextVar('v', default=0)")
    run(first)
    assert run("v.get()").result == "9"
    assert run("await asyncio.sleep(0)\nv.get()").result == "9"


def test_a_decimal_context_set_where_it_awaits_lasts(run: Run) -> None:
    run("import asyncio, decimal\nawait asyncio.sleep(0)\ndecimal.getcontext().prec = 5")
    assert run("decimal.Decimal(1) / 7").result == "0.14286"


def test_an_interrupted_wait_shows_where_the_cell_was(armed: Interpreter) -> None:
    armed.run("import asyncio, signal, threading\nasync def wait():\n    await asyncio.sleep(60)")
    alarm = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1))
    alarm.start()
    done = armed.run("x = 1\nawait wait()")
    alarm.join()
    assert done.status == "timeout"
    assert '"<cell 2>", line 2, in <module>' in done.stderr
    assert '"<cell 1>", line 3, in wait' in done.stderr
    assert "sallyport" not in done.stderr
    assert "base_events" not in done.stderr
    assert armed.run("await asyncio.sleep(0, x)").result == "1"
    armed.close()


def test_a_loop_that_the_program_closed_is_replaced(run: Run) -> None:
    run("import asyncio\nasync def me(): return asyncio.get_running_loop()\nloop = await me()")
    run("loop.close()")
    assert run("await asyncio.sleep(0, 5)").result == "5"
