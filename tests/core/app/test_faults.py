"""Faults of the machine under a server: each has a name, costs no other session, and passes."""

from __future__ import annotations

import os
import resource
import signal
import socket
import tempfile
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.core.app.opened import Open, failure
from tests.core.app.processes import Served, serving, wait_for
from tests.core.sessions.playing import Play
from tests.serving import House, client, open_house, settings, until

pytestmark = pytest.mark.slow

FEW = 90
"""Descriptors of a server: enough for itself and a few sessions."""


def with_few_descriptors() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, FEW))


def exhausted(served: Served) -> list[socket.socket]:
    """Connections that say nothing, until the server has no descriptor left."""
    address = ("127.0.0.1", served.port)
    server = psutil.Process(served.process.pid)
    held: list[socket.socket] = []
    while server.num_fds() < FEW - 1 and len(held) < 2 * FEW:
        held.append(socket.create_connection(address, timeout=5))
        time.sleep(0.01)
    return held


def test_a_server_out_of_descriptors_says_so_serves_whom_it_has_and_recovers(
    tmp_path: Path,
) -> None:
    sets = ("pool.size=2", "limits.open_files=64", "pool.max_queue_s=1")
    with (
        serving(tmp_path, *sets, limit=with_few_descriptors) as served,
        client(served.base) as http,
    ):
        session = Open(http)
        assert session.remember("a") == ["a"]
        held = exhausted(served)
        refused = [
            failure(reply)
            for reply in (
                http.post("/v1/sessions", json={"environment": "faulty"}) for _ in range(6)
            )
            if reply.status_code != 201
        ]
        assert refused, "not all can have been started without descriptors"
        assert set(refused) <= {(429, "at_capacity"), (503, "not_ready")}
        assert session.remember("b") == ["a", "b"]
        wait_for(lambda: http.get("/readyz").status_code == 503)
        assert "Too many open files" in http.get("/readyz").text
        for each in held:
            each.close()
        wait_for(lambda: http.get("/readyz").status_code == 200)
        assert Open(http).remember("c") == ["c"]
        with client(served.base) as other:
            assert other.get("/healthz").status_code == 200
        assert session.remember("d") == ["a", "b", "d"]
        assert "few_descriptors" in {event["event"] for event in served.events()}


def test_with_the_zygote_dead_and_no_warm_worker_a_session_starts_within_seconds(
    tmp_path: Path,
) -> None:
    with serving(tmp_path, "pool.size=1", "pool.max_warm=0") as served, client(served.base) as http:
        session = Open(http)
        assert session.remember("a") == ["a"]
        server = psutil.Process(served.process.pid)
        zygote = next(each for each in server.children() if "zygote" in " ".join(each.cmdline()))
        os.kill(zygote.pid, signal.SIGKILL)
        started = time.monotonic()
        others = [Open(http) for _ in range(3)]
        assert time.monotonic() - started < 10.0
        assert [each.remember("b") for each in others] == [["b"]] * 3
        assert session.remember("c") == ["a", "c"]
        told = [event["event"] for event in served.events()]
        assert told.count("zygote_died") == told.count("zygote_replaced") == 1
        wait_for(lambda: http.get("/readyz").json()["pools"]["faulty"]["warm"] == 1)


def test_a_zygote_that_cannot_be_made_for_now_is_made_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_house(settings()) as house:
        play = Play(house)

        async def fail() -> None:
            zygotes = house.runtime.zygote
            session = await play.start()
            # As on a full disk: the folder of its socket cannot be made.
            monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
            os.kill(zygotes.pid, signal.SIGKILL)
            for each in [*house.runtime.pools["faulty"]._free]:
                each.kill()
            await until(lambda: not house.runtime.readiness()[0])
            assert await play.remember(session, "a") == ["a"]
            monkeypatch.undo()
            await until(lambda: house.runtime.readiness()[0])
            assert zygotes.generation == 2
            assert await play.remember(await play.start(), "b") == ["b"]

        house.run(fail())


@pytest.mark.parametrize("jump_s", [-10 * 86_400, 10 * 86_400])
def test_a_jump_of_the_clock_ends_no_session_and_prolongs_none(
    house: House, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    play = Play(house)
    now = time.time

    async def jump() -> None:
        session = await play.start()
        await play.remember(session, "a")
        monkeypatch.setattr(time, "time", lambda: now() + jump_s)
        play.service.sweep(time.monotonic())
        assert await play.remember(session, "b") == ["a", "b"]
        assert (await play.call(session, "nap", seconds=0.05)) == {"output": "awake"}
        play.service.sweep(time.monotonic() + 901)
        assert session.state == "expired"
        tombstone = play.service.registry.tombstone(session.id)
        assert tombstone is not None
        assert tombstone.at == pytest.approx(now() + jump_s, abs=60)

    house.run(jump())


def test_a_request_without_an_end_holds_nobody_up(one_world: str) -> None:
    port = httpx.URL(one_world).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n{")
        with client(one_world) as http:
            assert http.post("/echo", json={"text": "a"}).json() == {"output": "a"}
