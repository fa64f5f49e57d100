"""Workers of a server with thousands of them: their descriptors, and what is told of their ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sallyport.core.errors import SallyportError
from sallyport.core.settings import CallSettings, EnvironmentSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, open_house, settings, until
from tests.worlds import crowded

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    world = EnvironmentSettings(
        name="crowded", environment="crowded", entrypoint=str(Path(crowded.__file__))
    )
    with open_house(settings(world, calls=CallSettings(grace_s=0.2))) as opened:
        yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


def test_a_session_forked_late_is_checkpointed_and_restored_as_an_early_one(
    house: House, play: Play
) -> None:
    async def live() -> None:
        session = await play.start("crowded")
        for text in "abc":
            await play.remember(session, text)
        with pytest.raises(SallyportError, match="exit code 9"):
            await play.call(session, "leave", code=9)
        assert await play.remember(session, "d") == ["a", "b", "c", "d"]

    house.run(live())


def test_its_descriptors_have_small_numbers_however_many_the_zygote_holds(
    house: House, play: Play
) -> None:
    async def look() -> None:
        session = await play.start("crowded")
        seen = (await play.call(session, "inspect"))["output"]["descriptors"]
        sockets = [int(number) for number, (kind, _) in seen.items() if kind == "socket"]
        assert len(sockets) == 2, "its data socket, and the one to its warden"
        assert max(int(number) for number in seen) < 16

    house.run(look())


def test_a_failure_of_the_workers_own_reaches_log_and_error_with_its_cause(
    house: House, play: Play, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail() -> str:
        session = await play.start("crowded")
        worker = worker_of(session)
        await play.remember(session, crowded.BREAKS)
        await until(lambda: worker.held)
        # Its checkpoint goes on in its place, and fails at the same before it answers.
        with pytest.raises(SallyportError) as caught:
            await play.remember(session, "a")
        play.service.close(session)
        return caught.value.message

    told = house.run(fail())
    assert "failed by itself: RuntimeError: the rehearsal of the test went wrong" in told
    assert "worker_failed" in "".join(capfd.readouterr())
