from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

from sallyport.core.types import Execution

Run = Callable[[str], Execution]


def test_handlers_work_in_the_cell_and_persist(run: Run) -> None:
    run("import signal\ngot = []\ndef note(number, frame): got.append(number)")
    assert run("old = signal.signal(signal.SIGUSR2, note)\nold == signal.SIG_DFL").result == "True"
    assert run("signal.raise_signal(signal.SIGUSR2); len(got)").result == "1"
    assert run("signal.getsignal(signal.SIGUSR2) is note").result == "True"
    run("signal.signal(signal.SIGUSR2, signal.SIG_DFL)")
    assert run("signal.getsignal(signal.SIGUSR2) == signal.SIG_DFL").result == "True"


def test_no_handler_of_a_cell_stays_between_cells(run: Run) -> None:
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}
    run(
        "import signal\nfor n in (signal.SIGUSR1, signal.SIGALRM, signal.SIGTERM, signal.SIGINT):\n    signal.signal(n, print)"
    )
    assert {number: signal.getsignal(number) for number in signal.valid_signals()} == before


def test_an_alarm_works_in_the_cell(run: Run) -> None:
    source = (
        "import signal, time\ndef late(n, f): raise TimeoutError('too late')\n"
        "signal.signal(signal.SIGALRM, late)\nsignal.setitimer(signal.ITIMER_REAL, 0.02)\n"
        "try:\n    time.sleep(5)\nexcept TimeoutError as e:\n    print(e)"
    )
    assert run(source).stdout == "too late\n"


def test_timers_end_with_the_cell(run: Run) -> None:
    for timer in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF"):
        run(f"import signal\nsignal.setitimer(signal.{timer}, 0.01)")
        assert signal.getitimer(getattr(signal, timer)) == (0.0, 0.0)
    run("signal.alarm(1)")
    time.sleep(0.02)
    assert run("1").result == "1"


def test_outside_the_main_thread_cells_run_without_signals(run: Run) -> None:
    results: list[Execution] = []
    thread = threading.Thread(target=lambda: results.append(run("1 + 1")))
    thread.start()
    thread.join()
    assert results[0].result == "2"
