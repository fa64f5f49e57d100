"""Answers that never end, fill the memory or crash: no verdict, in time, and nobody else waits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sallyport.core.settings import MIB, JudgeSettings
from sallyport.core.types import JsonObject
from sallyport.sandbox import symbolic
from sallyport.sandbox.judges import Judgement, Judges
from sallyport.sandbox.judging import Rollout
from sallyport.sandbox.orders import FREEZE, THAW
from sallyport.sandbox.pool import WorkerPool
from sallyport.sandbox.restraint import LOWEST, interpreter_of, lower_priority
from sallyport.sandbox.symbolic import NotSettledError, SymbolicJudges
from sallyport.verifiers.boxed_answer.questions import Question, TooMuch
from tests.serving import POOL, House, open_house, settings, until

pytestmark = pytest.mark.slow

SETTINGS = JudgeSettings(symbolic_deadline_s=0.8)

SLOW = r"\prod_{k=1}^{10^{9}} (k^k+1)"
"""What SymPy computes on and on, in little memory."""

IN_TIME_S = 3.0
"""For every answer, however hostile, with the machine as busy as ten of them make it."""

HOSTILE = {
    "tower": "9^{9^{9^9}}",
    "nested fractions": r"\frac{1}{1+" * 1000 + "1" + "}" * 1000,
    "nested fractions that are read": r"\frac{1}{1+" * 55 + "x" + "}" * 55,
    "ten kilobytes of brackets": "(" * 5000 + ")" * 5000,
    "factorials of factorials": "((9!)!)!",
    "factorial of a tower": "10^{10^{10}}!",
    "huge product": r"\prod_{k=1}^{10^{9}} (k^k+1)",
    "huge sum": r"\sum_{k=1}^{10^{8}} \frac{1}{k^k+\sin k}",
    "sum without end": r"\sum_{k=1}^{\infty} \sum_{j=1}^{\infty} \frac{\sin(k^j)}{k^j+j^k}",
    "integral without end": r"\int_0^{1} x^{x^{x^{\sin x}}} e^{\cos(x^{x})}\,dx",
    "integral over integrals": r"\int_0^1\int_0^1\int_0^1 \frac{e^{xyz}}{\ln(2+x^yz^x)}\,dx\,dy\,dz",
    "powers of a matrix": r"\begin{pmatrix}x&y&z\\y&z&x\\z&x&1\end{pmatrix}^{10^6}",
    "inverse of a matrix": r"\begin{pmatrix}"
    + r"\\".join("&".join(f"x_{{{i}{j}}}" for j in range(8)) for i in range(8))
    + r"\end{pmatrix}^{-1}",
    "binomials": r"\binom{\pi}{100000}",
    "power of a sum": "(x+y)^{20000}",
    "limit": r"\lim_{x\to\infty}\frac{x^{\ln x^{\ln x}}\Gamma(x^x)}{e^{x^{x}}\sin x}",
    "zetas": r"\zeta(\zeta(2^{100})+10^{30}i)",
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(judging=SETTINGS)) as opened:
        yield opened


@pytest.fixture
def judges(house: House) -> Judges:
    return house.runtime._judging.judges


@pytest.fixture
def layer(house: House) -> SymbolicJudges:
    return SymbolicJudges(house.runtime._judging.pools["symbolic"], SETTINGS)


async def judge(judges: Judges, expected: str, answer: str) -> Judgement:
    content = [{"type": "output_text", "text": rf"\boxed{{{answer}}}"}]
    said: JsonObject = {"output": [{"type": "message", "role": "assistant", "content": content}]}
    rollout = Rollout("faulty", {"expected_result": expected}, said)
    return await judges.judge(msgspec.json.encode(rollout))


async def too_much(layer: SymbolicJudges, expected: str, answer: str) -> str:
    answered = await layer.settle(Question(expected, answer))
    assert isinstance(answered, TooMuch)
    return answered.reason


async def failure(layer: SymbolicJudges, expected: str, answer: str) -> str:
    with pytest.raises(NotSettledError) as failed:
        await layer.settle(Question(expected, answer))
    return str(failed.value)


def test_what_only_algebra_can_tell_is_told(house: House, judges: Judges) -> None:
    async def tell() -> None:
        for answer, reward in ((r"\sum_{k=1}^{3} k", 1.0), (r"\sum_{k=1}^{4} k", 0.0)):
            verdict = (await judge(judges, "6", answer)).verdict
            assert verdict is not None
            assert (verdict.reward, verdict.method) == (reward, "symbolic")
            assert verdict.details["undecided"] is False

    house.run(tell())


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_answer_is_no_verdict_or_not_right_in_time(
    house: House, judges: Judges, answer: str
) -> None:
    async def ask() -> None:
        started = time.monotonic()
        judgement = await judge(judges, "5", answer)
        assert time.monotonic() - started < IN_TIME_S
        if judgement.verdict is None:
            assert (judgement.failure_reason or "").startswith("symbolic_")
        else:
            assert judgement.verdict.reward == 0.0
        verdict = (await judge(judges, "6", r"\sum_{k=1}^{3} k")).verdict
        assert verdict is not None
        assert verdict.reward == 1.0

    house.run(ask())


def test_ten_hostile_answers_at_once_do_not_hold_up_others(house: House, judges: Judges) -> None:
    """How much of their speed others keep is measured by `scripts/bench verify`."""

    async def others(seconds: float) -> list[float]:
        waits: list[float] = []
        end = time.monotonic() + seconds
        while (started := time.monotonic()) < end:
            verdict = (await judge(judges, "5", str(len(waits) % 10))).verdict
            assert verdict is not None
            assert verdict.method in {"text", "integer"}
            waits.append(time.monotonic() - started)
        return waits

    async def crowd() -> None:
        started = time.monotonic()
        waiting = asyncio.create_task(others(0.7))
        hostile = await asyncio.gather(
            *(judge(judges, "5", f"{answer}+0") for answer in list(HOSTILE.values())[:10])
        )
        waits = await waiting
        assert time.monotonic() - started < IN_TIME_S
        assert not any(each.verdict and each.verdict.reward for each in hostile)
        assert statistics.median(waits) < SETTINGS.symbolic_deadline_s / 20
        assert max(waits) < SETTINGS.symbolic_deadline_s

    house.run(crowd())


def test_an_answer_that_takes_too_long_is_not_right_and_the_next_is_unaffected(
    house: House, layer: SymbolicJudges, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Any time of a processor will do: how much a judge gets of it depends on who else is here.
    monkeypatch.setattr(symbolic, "OWN_SHARE", 0.01)

    async def fail() -> None:
        slow = await too_much(layer, "5", SLOW)
        assert slow == "symbolic_timeout: no answer within 0.8 s"
        assert await layer.settle(Question("6", r"\sum_{k=1}^{3} k")) is True

    house.run(fail())


def test_a_judge_that_got_no_time_of_a_processor_is_no_verdict(
    house: House, layer: SymbolicJudges, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full machine, where nobody can compute as long as the deadline is."""
    monkeypatch.setattr(symbolic, "OWN_SHARE", 100.0)
    slow = house.run(failure(layer, "5", SLOW))
    assert slow == "symbolic_timeout: no answer within 0.8 s"


def test_an_answer_that_is_too_much_is_a_valid_zero_and_is_asked_once(
    house: House, judges: Judges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(symbolic, "OWN_SHARE", 0.01)

    async def ask() -> None:
        for _ in range(2):
            verdict = (await judge(judges, "7", SLOW)).verdict
            assert verdict is not None
            assert (verdict.reward, verdict.method) == (0.0, "symbolic")
            assert "symbolic_timeout" in verdict.reason
            monkeypatch.setattr(SymbolicJudges, "_ask", None)

    house.run(ask())


def test_a_comparison_that_fills_its_memory_is_named_and_the_next_is_unaffected(
    house: House,
) -> None:
    async def fail() -> None:
        runtime = house.runtime
        pool = WorkerPool(
            runtime.zygote, "", POOL, runtime.jailer,
            shared=1, size=0, max_frame_bytes=MIB, memory_bytes=8 * MIB,
        )  # fmt: skip
        pool.start()
        try:
            layer = SymbolicJudges(pool, SETTINGS)
            # A number of four megabytes, with those that it is made of.
            large = await too_much(layer, "5", r"2^{30000000}+f(1)")
            assert large.startswith("symbolic_error: MemoryError")
            assert await layer.settle(Question("6", r"\sum_{k=1}^{3} k")) is True
        finally:
            await pool.stop()

    house.run(fail())


def test_an_answer_that_two_judges_die_of_is_too_much(house: House, layer: SymbolicJudges) -> None:
    async def die() -> None:
        asked = asyncio.create_task(too_much(layer, "5", SLOW))
        pool = house.runtime._judging.pools["symbolic"]
        killed: set[object] = set()
        while len(killed) < 2:
            await until(lambda: any(pool._used[each] for each in pool._used.keys() - killed))
            [worker] = [each for each, slots in pool._used.items() if slots and each not in killed]
            killed.add(worker)
            os.kill(interpreter_of(worker.pid), signal.SIGSEGV)
        assert (await asked).startswith("symbolic_died: ")

    house.run(die())


@pytest.mark.parametrize("victim", ["warden", "interpreter"])
def test_a_judge_that_is_killed_from_outside_costs_no_answer(
    house: House, layer: SymbolicJudges, victim: str
) -> None:
    async def kill() -> None:
        pool = house.runtime._judging.pools["symbolic"]
        for worker in pool._used:
            worker._order(FREEZE)  # so that none is done before it is killed
        asked = asyncio.create_task(layer.settle(Question("6", r"\sum_{k=1}^{3} k")))
        await until(lambda: pool.counts()["leased"])
        [worker] = [worker for worker, slots in pool._used.items() if slots]
        pid = worker.pid if victim == "warden" else interpreter_of(worker.pid)
        for other in pool._used:
            other._order(THAW) if other is not worker else os.kill(pid, signal.SIGKILL)
        assert await asked is True

    house.run(kill())


def test_what_was_settled_is_remembered_within_bounds(
    house: House, layer: SymbolicJudges, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    async def ask(question: bytes) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr(layer, "_ask", ask)
    monkeypatch.setattr(symbolic, "MAX_REMEMBERED", 2)

    async def settle() -> None:
        for number in (1, 2, 1, 3, 1, 2):
            assert await layer.settle(Question("5", str(number))) is True
        assert len(asked) == 4, "the newest two are known"
        for _ in range(2):
            await layer.settle(Question("5", "9" * 2000))
        assert len(asked) == 6, "long ones are not kept"

    house.run(settle())


def test_a_comparison_given_up_is_not_gone_on_with(house: House, layer: SymbolicJudges) -> None:
    async def give_up() -> None:
        pool = house.runtime._judging.pools["symbolic"]
        task = asyncio.create_task(layer.settle(Question("5", SLOW)))
        await until(lambda: pool.counts()["leased"])
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await until(lambda: not pool.counts()["leased"])

    house.run(give_up())


def test_a_judge_stands_back_behind_others(house: House) -> None:
    async def hold() -> None:
        lease = await house.runtime._judging.pools["symbolic"].lease()
        try:
            pid = interpreter_of(lease.worker.pid)
            for nice, policy in ((10, os.SCHED_OTHER), (LOWEST, os.SCHED_IDLE)):
                lower_priority(lease.worker.pid, nice)
                assert os.getpriority(os.PRIO_PROCESS, pid) == nice
                assert os.sched_getscheduler(pid) == policy
                with contextlib.suppress(FileNotFoundError):
                    group = Path(f"/proc/{pid}/autogroup").read_text()
                    assert group.endswith(f" nice {nice}\n")
        finally:
            lease.worker.kill()
            lease.retire()

    house.run(hold())


def test_a_process_that_is_gone_stands_back_behind_nobody() -> None:
    lower_priority(2**22 + 1, LOWEST)
