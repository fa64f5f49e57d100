"""The warden's watch over a real interpreter: nothing outlives it, and it outlives nobody."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from sallyport.core.errors import WorkerDiedError
from sallyport.core.settings import CallSettings
from tests.core.sessions.playing import Play, worker_of
from tests.sandbox.test_process import descendants
from tests.serving import House, alive, faulty, open_house, runs, settings, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    calls = CallSettings(grace_s=0.2, checkpoint=False)
    with open_house(settings(faulty(), calls=calls)) as opened:
        yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


@pytest.mark.parametrize("then", [("leave", {"code": 0}), ("die", {"number": signal.SIGSEGV})])
def test_what_the_interpreter_left_behind_ends_with_it(
    house: House, play: Play, then: tuple[str, dict[str, int]]
) -> None:
    if house.level != "namespaces":
        pytest.skip("without a pid namespace a process left behind is not found")

    async def leave() -> None:
        session = await play.start()
        await play.call(session, "fork", seconds=600.0)
        warden = worker_of(session).pid
        processes = {warden, *descendants(warden)}
        assert len(processes) >= 3
        with pytest.raises(WorkerDiedError):
            await play.call(session, then[0], **then[1])
        await until(lambda: not alive(processes))

    house.run(leave())


def test_the_interpreter_ends_with_its_warden(house: House, play: Play) -> None:
    async def kill() -> None:
        session = await play.start()
        worker = worker_of(session)
        [interpreter] = descendants(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
        await until(lambda: not runs(interpreter) and worker.ended is not None)
        assert session.state == "lost"

    if house.level == "none":
        pytest.skip("without a jail nothing ties the two together")
    house.run(kill())


def test_an_interrupt_that_comes_between_calls_changes_nothing(house: House, play: Play) -> None:
    async def interrupt() -> None:
        session = await play.start()
        for text in ("a", "b"):
            worker_of(session).interrupt()
            assert text in await play.remember(session, text)

    house.run(interrupt())
