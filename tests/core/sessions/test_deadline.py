"""Deadlines over real workers: which limit is reached first, and what a worker that is deaf gets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from sallyport.core.errors import CpuLimitError, DeadlineExceededError, SallyportError
from sallyport.core.sessions import deadline as deadline_module
from sallyport.core.sessions.deadline import Deadline
from sallyport.core.settings import CallSettings
from sallyport.sandbox.jail.cpu_time import cpu_seconds
from tests.core.sessions.playing import Play
from tests.serving import House, faulty, open_house, settings

pytestmark = pytest.mark.slow

GRACE_S = 0.1


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    # Calls are made past the service here, which would take their sessions for idle.
    calls = CallSettings(checkpoint=False, freeze_after_s=600)
    with open_house(settings(faulty(), calls=calls)) as opened:
        yield opened


def error_of_call(
    house: House, tool: str, arguments: bytes, limit_s: float, cpu_limit_s: float | None
) -> tuple[SallyportError | None, float, bool]:
    """Make one call under a deadline: its error, how long it took, and whether it was interrupted."""

    async def call() -> tuple[SallyportError | None, float, bool]:
        session = await Play(house).start()
        assert session.lease is not None
        deadline = Deadline(session.lease.worker, "It", limit_s, GRACE_S, cpu_limit_s)
        started = time.monotonic()
        error: SallyportError | None = None
        try:
            await session.lease.call(tool, arguments)
        except SallyportError as caught:
            error = caught
        finally:
            deadline.cancel()
        took_s = time.monotonic() - started
        session.lease.worker.kill()
        return error, took_s, deadline.passed

    return house.run(call())


CRUNCH = b'{"numbers": 10000000000000}'


def test_a_reply_in_time_calls_it_off(house: House) -> None:
    error, _, passed = error_of_call(house, "echo", b'{"text": "a"}', 5.0, 0.2)
    assert (error, passed) == (None, False)


def test_time_over_is_told_with_the_limit(house: House) -> None:
    error, took_s, passed = error_of_call(house, "nap", b'{"seconds": 60}', 0.3, None)
    assert type(error) is DeadlineExceededError
    assert error.message == (
        "It ran over its time limit of 0.3 s, did not stop within 0.1 s when interrupted, and was "
        "killed."
    )
    assert error.details == {"limit_s": 0.3}
    assert 0.4 <= took_s < 20
    assert passed


def test_processor_time_over_is_told_with_limit_and_use(house: House) -> None:
    error, took_s, _ = error_of_call(house, "crunch", CRUNCH, 20.0, 0.3)
    assert type(error) is CpuLimitError
    assert error.details["limit_s"] == 0.3
    assert 0.3 <= error.details["used_s"] < 5
    assert "s of processor time, over its limit of 0.3 s" in error.message
    assert took_s < 15, "long before the wall's limit"


def test_sleeping_uses_no_processor_time(house: House) -> None:
    error, _, passed = error_of_call(house, "nap", b'{"seconds": 0.6}', 5.0, 0.1)
    assert (error, passed) == (None, False)


def test_with_both_limits_the_walls_still_holds(house: House) -> None:
    error, _, _ = error_of_call(house, "nap", b'{"seconds": 60}', 0.4, 0.3)
    assert type(error) is DeadlineExceededError


@pytest.mark.parametrize(
    ("limit_s", "cpu_limit_s", "looks"),
    [(1.0, None, False), (1.0, 4.0, False), (1.0, 3.9, True)],
)
def test_nobody_looks_where_the_cores_could_not_use_it_up(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    limit_s: float,
    cpu_limit_s: float | None,
    looks: bool,
) -> None:
    monkeypatch.setattr(deadline_module, "_CORES", 4)
    looked: list[int] = []

    def counted(warden: int) -> float:
        looked.append(warden)
        return cpu_seconds(warden)

    monkeypatch.setattr(deadline_module, "cpu_seconds", counted)
    error, _, _ = error_of_call(house, "nap", b'{"seconds": 0.4}', limit_s, cpu_limit_s)
    assert error is None
    assert (len(looked) > 0) == looks


def test_a_short_call_is_over_before_the_first_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(warden: int) -> float:
        raise AssertionError("a look")

    monkeypatch.setattr(deadline_module, "cpu_seconds", looked)
    error, took_s, _ = error_of_call(house, "echo", b'{"text": "a"}', 10.0, 0.1)
    assert error is None
    assert took_s < deadline_module.FIRST_LOOK_S


def test_a_cancelled_deadline_stays_so(house: House) -> None:
    async def cancel() -> bool:
        session = await Play(house).start()
        assert session.lease is not None
        deadline = Deadline(session.lease.worker, "It", 0.05, GRACE_S)
        deadline.cancel()
        await asyncio.sleep(0.2)
        return deadline.passed

    assert not house.run(cancel())
