"""A killed call loses nothing: checkpoints, calls made again, and honesty where neither helps."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sallyport.core.settings import CallSettings, IsolationSettings
from tests.serving import House, built_in, error_of, open_house, settings, until

pytestmark = pytest.mark.slow

SEGFAULT = "import ctypes; ctypes.string_at(0)"
DEAF = "sum(range(10**13))"
"""In C code, where no interrupt is heard."""


def notebook(**calls: Any) -> House:
    """A house of notebooks in the strongest jail, any Python allowed, short time limits."""
    return House(
        settings(
            built_in("math_with_code", policy="none", max_execution_time=0.5),
            isolation=IsolationSettings(require="namespaces"),
            calls=CallSettings(grace_s=0.2, **calls),
        )
    )


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    opened = notebook()
    try:
        opened.run(opened.settled())
        yield opened
    finally:
        opened.close()


class Notebook:
    """One session, a cell at a time."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = house.client()

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.house.run(self.client.post(path, json=body))

    def cell(self, code: str) -> Any:
        reply = self.post("/execute_python", {"code": code})
        assert reply.status_code == 200, reply.text
        return reply.json()

    def worker(self) -> Any:
        (session,) = self.house.runtime.service.registry.live.values()
        assert session.lease is not None
        return session.lease.worker

    def kill_worker(self) -> None:
        """Kill the whole worker from outside, and wait until the server has noticed."""
        worker = self.worker()
        os.kill(worker.pid, signal.SIGKILL)
        self.house.run(until(lambda: worker.ended))

    def close(self) -> None:
        self.post("/end_session", {})
        self.house.run(self.client.aclose())
        self.house.run(self.house.settled())


@pytest.fixture
def session(house: House) -> Iterator[Notebook]:
    opened = Notebook(house)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (SEGFAULT, "worker_died"),
        ("import os; os._exit(3)", "worker_died"),
        (DEAF, "timeout"),
        ("import os\nif os.fork() == 0:\n    while True: pass\nos._exit(1)", "worker_died"),
    ],
)
def test_a_killed_cell_is_told_and_the_next_finds_the_state_before_it(
    session: Notebook, code: str, status: str
) -> None:
    session.cell("x = [1]\ndef f():\n    return x")
    killed = session.cell(f"x.append(2)\n{code}")
    assert killed["status"] == status
    assert killed["success"] is False
    assert killed["state"] == "restored"
    assert session.cell("f()")["result"] == "[1]"


def test_a_first_cell_that_is_killed_leaves_a_fresh_notebook(session: Notebook) -> None:
    assert session.cell(SEGFAULT)["state"] == "restored"
    assert session.cell("'np' in globals()")["result"] == "True"


def test_it_can_be_killed_again_and_again(session: Notebook) -> None:
    session.cell("n = 0")
    for number in range(1, 4):
        assert session.cell("n += 1\nn")["result"] == str(number)
        assert session.cell(SEGFAULT)["state"] == "restored"
    assert session.cell("n")["result"] == "3"


def test_calls_since_the_checkpoint_are_made_again_with_the_same_random_numbers(
    session: Notebook,
) -> None:
    session.cell("import random")
    drawn = [session.cell("random.random()")["result"] for _ in range(3)]
    session.cell("kept = [random.random()]")
    assert session.cell(SEGFAULT)["state"] == "restored"
    assert len(set(drawn)) == 3
    first = session.cell("kept[0]")["result"]
    assert session.cell(SEGFAULT)["state"] == "restored"
    assert session.cell("kept[0]")["result"] == first


def test_a_whole_worker_killed_between_calls_is_rebuilt_from_its_short_history(
    session: Notebook,
) -> None:
    session.cell("x = 20")
    session.cell("x += 1")
    session.kill_worker()
    assert session.cell("x * 2")["result"] == "42"


@pytest.mark.parametrize(
    "cell",
    [
        "import os; x = os.urandom(8).hex(); print(x)",
        # Nothing is shown that could differ: it is the world itself that says so.
        "import os; x = os.urandom(8)",
        "import time; x = time.time()",
    ],
)
def test_a_history_that_may_not_repeat_is_lost_with_its_worker_rather_than_made_up(
    session: Notebook, cell: str
) -> None:
    session.cell(cell)
    session.kill_worker()
    reply = session.post("/execute_python", {"code": "x"})
    assert error_of(reply)["type"] == "session_lost"


def test_what_was_drawn_from_the_clock_is_kept_by_a_checkpoint_at_once(session: Notebook) -> None:
    session.cell("import time")
    session.cell("x = time.time_ns()")
    seen = session.cell("x")["result"]
    for _ in range(2):
        assert session.cell(SEGFAULT)["state"] == "restored"
        assert session.cell("x")["result"] == seen


def test_an_address_that_was_shown_does_not_hinder_the_way_back(session: Notebook) -> None:
    shown = session.cell("def f(): pass\nprint(f)\nx = 5\nf")
    assert " at 0x" in shown["result"]
    session.kill_worker()
    assert session.cell("x")["result"] == "5"


def test_a_way_back_does_not_need_more_than_is_kept(session: Notebook) -> None:
    for number in range(100):
        session.cell(f"n = {number}\n'x' * 60_000")
    assert session.cell(SEGFAULT)["state"] == "restored"
    assert session.cell("n")["result"] == "99"


def test_what_a_cell_leaves_running_costs_nothing_between_calls(session: Notebook) -> None:
    session.cell(
        "import threading, time\nn = 0\ndef count():\n    global n\n    while True: n += 1\n"
        "threading.Thread(target=count, daemon=True).start()"
    )
    session.house.run(_sleep(0.5))
    before = _cpu_ticks(session.worker().pid)
    session.house.run(_sleep(0.5))
    assert _cpu_ticks(session.worker().pid) - before <= 2
    assert int(session.cell("time.sleep(0.05)\nn")["result"]) > 0


def test_without_checkpoints_the_session_is_lost_and_says_so() -> None:
    house = notebook(checkpoint=False)
    try:
        session = Notebook(house)
        session.cell("x = 1")
        died = session.post("/execute_python", {"code": SEGFAULT})
        assert died.status_code == 502
        assert error_of(died)["details"] == {"signal": "SIGSEGV", "exit_code": None}
        after = session.post("/execute_python", {"code": "x"})
        assert error_of(after)["type"] == "session_lost"
        session.close()
    finally:
        house.close()


def test_a_shared_worker_that_dies_takes_no_session_along() -> None:
    with open_house(settings(built_in("workplace_assistant"))) as house:
        first, second = Notebook(house), Notebook(house)
        mail = {"recipient": "a@b.example", "subject": "zebra crossing", "body": "x"}
        for each in (first, second):
            each.post("/seed_session", {})
            each.post("/email_send_email", mail)
        leases = [session.lease for session in house.runtime.service.registry.live.values()]
        workers = {lease.worker for lease in leases if lease is not None}
        assert workers
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
        for each in (first, second):
            found = each.post("/email_search_emails", {"query": "zebra crossing"})
            assert found.status_code == 200
            assert found.json()["output"]["pagination"]["total_emails"] == 1
        for each in (first, second):
            each.close()


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


def _cpu_ticks(warden: int) -> int:
    """CPU time, in clock ticks, of all processes below a warden."""
    total = 0
    with open(f"/proc/{warden}/task/{warden}/children") as file:
        for pid in file.read().split():
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total
