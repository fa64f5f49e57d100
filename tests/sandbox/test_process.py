"""What a worker process is given and sees, and how it is stopped."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from sallyport.core.errors import WorkerDiedError
from sallyport.core.settings import CallSettings
from sallyport.sandbox.frames import Call, Failed, encode
from sallyport.sandbox.zygote import _ENVIRONMENT
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, alive, faulty, open_house, settings, until

pytestmark = pytest.mark.slow

CANARY = "a-secret-of-the-front-door"


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    calls = CallSettings(grace_s=0.2)
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SALLYPORT_TEST_SECRET", CANARY)
        with open_house(settings(faulty(), calls=calls)) as opened:
            yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


async def seen(play: Play) -> Any:
    """What a fresh session's worker sees of itself."""
    return (await play.call(await play.start(), "inspect"))["output"]


def sockets(descriptors: dict[str, tuple[str, int]]) -> set[int]:
    """The inodes of the sockets among a worker's descriptors."""
    return {inode for kind, inode in descriptors.values() if kind == "socket"}


def own_sockets() -> set[int]:
    """The inodes of this process's sockets."""
    found = set()
    for fd in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{fd}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            found.add(int(target[8:-1]))
    return found


def test_a_worker_sees_no_socket_of_the_front_door_nor_of_another_session(
    house: House, play: Play
) -> None:
    async def look() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            assert os.fstat(listener.fileno()).st_ino in own_sockets()
            one, other = await seen(play), await seen(play)
            ours = own_sockets()
        mine, others = sockets(one["descriptors"]), sockets(other["descriptors"])
        assert 1 <= len(mine) <= 2, "its data socket, and the one to its warden"
        assert not mine & ours
        assert not mine & others

    house.run(look())


def test_a_worker_holds_no_descriptor_but_its_own(house: House, play: Play, tmp_path: Path) -> None:
    async def look() -> None:
        with open(tmp_path / "open", "w") as file:
            inode = os.fstat(file.fileno()).st_ino
            found = (await seen(play))["descriptors"]
        assert len(found) <= 6
        assert inode not in {number for _, number in found.values()}

    house.run(look())


def test_a_workers_environment_is_fixed_and_holds_nothing_of_ours(house: House, play: Play) -> None:
    async def look() -> None:
        assert os.environ["SALLYPORT_TEST_SECRET"] == CANARY
        session = await play.start()
        found = (await play.call(session, "inspect"))["output"]["environment"]
        assert found.items() <= _ENVIRONMENT.items()
        warden = worker_of(session).pid
        assert CANARY.encode() not in Path(f"/proc/{warden}/environ").read_bytes()

    house.run(look())


def test_killing_a_worker_leaves_no_process_of_it(house: House, play: Play) -> None:
    async def kill() -> None:
        session = await play.start()
        await play.remember(session, "a")
        worker = worker_of(session)
        processes = {worker.pid, *descendants(worker.pid)}
        assert len(processes) >= 2, "the warden and the interpreter"
        worker.kill()
        await worker.gone()
        await until(lambda: not alive(processes))

    house.run(kill())


def test_a_detached_grandchild_ends_with_its_worker(house: House, play: Play) -> None:
    if house.level != "namespaces":
        pytest.skip("without a pid namespace a process that detached itself is not found")

    async def kill() -> None:
        session = await play.start()
        await play.call(session, "fork", seconds=600.0)
        worker = worker_of(session)
        processes = descendants(worker.pid)
        assert len(processes) >= 2
        worker.kill()
        await until(lambda: not alive(processes))

    house.run(kill())


def test_a_frozen_worker_stands_still_until_it_is_needed(house: House, play: Play) -> None:
    async def freeze() -> None:
        session = await play.start()
        await play.remember(session, "a")
        worker = worker_of(session)
        interpreter = min(descendants(worker.pid))
        worker.freeze()
        await until(lambda: state_of(interpreter) == "T")
        assert await play.remember(session, "b") == ["a", "b"]

    house.run(freeze())


def test_requests_to_a_worker_that_ended_fail_with_its_end(house: House, play: Play) -> None:
    async def late() -> None:
        session = await play.start()
        assert session.lease is not None
        session.lease.worker.kill()
        [outcome] = await asyncio.gather(session.lease.export(), return_exceptions=True)
        assert outcome is session.lease.worker.ended

    house.run(late())


def test_a_failure_of_the_workers_own_reaches_log_and_error_with_its_cause(
    house: House, play: Play
) -> None:
    async def fail() -> None:
        worker = worker_of(await play.start())
        words = encode(Failed(0, "not_ready", "ValueError: out of range", b'{"traceback": "here"}'))
        said = json.dumps({"data": words.hex()}).encode()
        worker.request(Call(worker.next_call_id(), 0, "say", said))
        leave = Call(worker.next_call_id(), 0, "leave", b'{"code": 70}')
        with capture_logs() as logs, pytest.raises(WorkerDiedError) as caught:
            await worker.request(leave)
        assert (
            caught.value.message == "The worker process failed by itself: ValueError: out of range"
        )
        [told] = [each for each in logs if each["event"] == "worker_failed"]
        assert (told["message"], told["traceback"]) == ("ValueError: out of range", "here")

    house.run(fail())


def descendants(pid: int) -> set[int]:
    """Every process below one, whatever session it made itself leader of."""
    children = {
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    }
    return children.union(*(descendants(child) for child in children))


def state_of(pid: int) -> str:
    """A process's state as /proc names it: R, S, T ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
