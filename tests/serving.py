"""How tests get a server: in this process on a loop of its own, or as a process with a socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from sallyport.core.app.application import start_app
from sallyport.core.app.runtime import Runtime
from sallyport.core.rollout.server_process import own_server
from sallyport.core.settings import (
    EnvironmentSettings,
    IsolationLevel,
    IsolationSettings,
    PoolSettings,
    ServerSettings,
)
from sallyport.core.types import JsonObject
from sallyport.sandbox.jail import detect

if TYPE_CHECKING:
    from sallyport.sandbox.pool import WorkerPool

WORLD: Final = str(Path(__file__).parent / "worlds" / "faulty.py")

POOL: Final = PoolSettings(size=2, max_warm=0, max_starting=2, max_queue_s=20.0)
"""Small, so that servers start fast; two, so that two sessions start at once."""

NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback needs none; without it every client would load the machine's certificates."""

LEVEL: Final[IsolationLevel] = detect().level
"""The strongest isolation that this machine gives: tests hold with any."""

T = TypeVar("T")


def faulty(name: str = "faulty", **options: Any) -> EnvironmentSettings:
    """The world of tests/worlds/faulty.py under a name."""
    return EnvironmentSettings(name=name, environment="faulty", entrypoint=WORLD, options=options)


def built_in(name: str, **options: Any) -> EnvironmentSettings:
    """A built-in environment under its own name."""
    return EnvironmentSettings(name=name, environment=name, options=options)


def settings(*environments: EnvironmentSettings, **sections: Any) -> ServerSettings:
    """Settings for a test: the strongest isolation that the machine gives."""
    chosen = {"pool": POOL, "isolation": IsolationSettings(require=LEVEL), **sections}
    return ServerSettings(environments=environments or (faulty(),), **chosen)


class House:
    """A whole server without its socket: a runtime and its application, on a loop of its own.

    Tests step into the loop with `run`; between their steps nothing moves.
    """

    def __init__(self, chosen: ServerSettings) -> None:
        self.runtime = Runtime(chosen)
        self._runner = asyncio.Runner()
        try:
            self.app, self.litestar = self._runner.run(self._start())
        except BaseException:
            self._runner.close()
            raise

    async def _start(self) -> Any:
        try:
            started = await start_app(self.runtime)
            await self.runtime.wait_ready_or_fail()
            # Proving the jail costs a worker, which is being replaced now.
            await self.settled()
        except BaseException:
            await self.runtime.stop()
            raise
        return started

    def run(self, work: Coroutine[Any, Any, T], within_s: float = 30.0) -> T:
        """Run a coroutine on the server's loop, with a bound on its time."""
        return self._runner.run(asyncio.wait_for(work, within_s))

    def client(self, **more: Any) -> httpx.AsyncClient:
        """A client with cookies of its own, without a network."""
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://house", timeout=30, **more)

    @property
    def level(self) -> str:
        """The isolation in force."""
        return self.runtime.level

    def pools(self) -> list[WorkerPool]:
        """Every pool, the judges' too."""
        return list(self.runtime._all_pools().values())

    async def settled(self) -> None:
        """End every session and wait until the pools are as they were at the start."""
        await self.runtime.service.close_all()
        await until(lambda: {_is_full(pool) for pool in self.pools()} == {True})

    def close(self) -> None:
        """Stop the server."""
        try:
            self.run(self.runtime.stop())
        finally:
            self._runner.close()


@contextlib.contextmanager
def open_house(chosen: ServerSettings) -> Iterator[House]:
    """A house for as long as the block lasts."""
    house = House(chosen)
    try:
        yield house
    finally:
        house.close()


def _is_full(pool: WorkerPool) -> bool:
    """Whether a pool is as it was at the start; one that grew, because many waited, is cut back."""
    pool._target = pool._size
    for worker in list(pool._free)[pool._size :]:
        worker.kill()
    counts = pool.counts()
    calm = not (counts["leased"] or counts["starting"] or counts["waiting"])
    return calm and counts["warm"] == pool._size == len(pool._ending)


async def until(holds: Callable[[], object], within_s: float = 20.0) -> None:
    """Wait until something holds that happens by itself."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"it never came true: {holds}"
        await asyncio.sleep(0.005)


@contextlib.contextmanager
def served(*names: str, file: Path, sets: tuple[str, ...] = ()) -> Iterator[str]:
    """`sallyport serve` on a free port; gives its base address.

    `faulty` may be among the names; `file` is where its configuration is written.
    """
    file.write_text(f"faulty: {{resources_servers: {{faulty: {{entrypoint: {WORLD!r}}}}}}}\n")
    chosen = ["pool.size=2", "pool.max_warm=0", f"isolation.require={LEVEL}", *sets]
    flags = [part for each in chosen for part in ("--set", each)]
    with own_server([*names, "--config", str(file), *flags]) as base:
        yield base


@contextlib.contextmanager
def client(base: str, **more: Any) -> Iterator[httpx.Client]:
    """A client with cookies of its own."""
    with httpx.Client(base_url=base, timeout=30, trust_env=False, verify=NO_TLS, **more) as opened:
        yield opened


def error_of(reply: httpx.Response) -> JsonObject:
    """The error in a reply, after checking that it has the one shape."""
    body = reply.json()
    assert list(body) == ["error"], body
    error: JsonObject = body["error"]
    assert list(error) == ["type", "message", "retryable", "details"], error
    kinds = {"type": str, "message": str, "retryable": bool, "details": dict}
    assert {key: type(value) for key, value in error.items()} == kinds
    assert error["message"]
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.status_code >= 400
    return error


def runs(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False


def alive(pids: set[int]) -> set[int]:
    """Those of the processes that run."""
    return {pid for pid in pids if pid != os.getpid() and runs(pid)}
