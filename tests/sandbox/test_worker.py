"""How a worker carries requests out, in this process."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec
import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.types import ExecutionStatus, Observation
from sallyport.sandbox import preload
from sallyport.sandbox.frames import Call, Close, Done, Export, Failed, Judge, Open, Reply, Settle
from sallyport.sandbox.judging import Rollout
from sallyport.sandbox.setup import WardenStart
from sallyport.sandbox.worker import Worker
from sallyport.verifiers.boxed_answer.questions import Question
from tests.sandbox.toy_world import Counting, CountingOptions, CountingWorld


def start(environment: str) -> WardenStart:
    return WardenStart(environment, 0, 4096, checkpoints=False)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setitem(preload.environments, "served", Counting(CountingOptions(start=10)))
    CountingWorld.closed.clear()
    return Worker(start("served"))


def add(call_id: int, n: Any, slot: int = 0) -> Call:
    return Call(call_id, slot, "add", msgspec.json.encode({"n": n}))


def body(reply: Reply) -> Any:
    assert isinstance(reply, Done), reply
    return msgspec.json.decode(reply.body)


def failure(reply: Reply) -> tuple[str, str]:
    assert isinstance(reply, Failed), reply
    return reply.kind, reply.message


def test_a_world_is_opened_called_and_exported(worker: Worker) -> None:
    assert body(worker.answer(Open(1, 0, 7))) == {}
    called = worker.answer(add(2, 5))
    assert isinstance(called, Done)
    assert (called.call_id, called.status, body(called)) == (2, "added", {"total": 15})
    assert called.duration_s >= 0
    assert body(worker.answer(Export(3, 0))) == {"environment": "counting", "total": 15, "seed": 7}


def test_slots_hold_worlds_of_their_own(worker: Worker) -> None:
    for slot in range(3):
        worker.answer(Open(1, slot, slot))
        worker.answer(add(2, slot, slot))
    totals = [body(worker.answer(Export(3, slot)))["total"] for slot in range(3)]
    assert totals == [10, 11, 12]


def test_opening_again_starts_over_and_closes_the_world_before(worker: Worker) -> None:
    worker.answer(Open(1, 0, 0))
    worker.answer(add(2, 5))
    worker.answer(Open(3, 0, 0))
    assert CountingWorld.closed == [15]
    assert body(worker.answer(Export(4, 0)))["total"] == 10


def test_closing_is_idempotent_and_ends_the_world(worker: Worker) -> None:
    worker.answer(Open(1, 0, 0))
    for _ in range(2):
        assert body(worker.answer(Close(2, 0))) == {}
    assert CountingWorld.closed == [10]
    kind, message = failure(worker.answer(add(3, 1)))
    assert (kind, "slot 0" in message) == ("protocol_error", True)


def test_mistakes_of_the_model_are_told_with_their_details(worker: Worker) -> None:
    worker.answer(Open(1, 0, 0))
    unknown = worker.answer(Call(2, 0, "ad", b"{}"))
    assert failure(unknown)[0] == "unknown_tool"
    assert isinstance(unknown, Failed)
    assert msgspec.json.decode(unknown.details)["closest"] == ["add"]
    unfit = worker.answer(add(3, "x"))
    assert failure(unfit) == ("invalid_arguments", "n is no number")


def test_a_bug_of_the_world_is_our_error_and_the_worker_goes_on(worker: Worker) -> None:
    worker.answer(Open(1, 0, 0))
    crashed = worker.answer(Call(2, 0, "crash", b"{}"))
    assert failure(crashed) == (
        "internal",
        "ZeroDivisionError: a bug of the world (toy_world.py:33, in call)",
    )
    assert body(worker.answer(add(3, 1))) == {"total": 11}


def test_a_call_without_a_world_is_refused(worker: Worker) -> None:
    for request in (add(1, 1), Export(1, 0)):
        assert failure(worker.answer(request))[0] == "protocol_error"


def test_a_judge_opens_no_world(worker: Worker) -> None:
    judge = Worker(start(""))
    assert failure(judge.answer(Open(1, 0, 0)))[0] == "protocol_error"


def test_a_judge_judges_for_every_environment(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Worker(start(""))
    rollout = Rollout("served", {"adds": [1]}, {"output": []})
    kind, _ = failure(judge.answer(Judge(1, msgspec.json.encode(rollout))))
    assert kind == ConfigurationError.type, "the toy's verifier does not exist, and that is said"
    broken = Rollout("served", {}, {"output": []})
    assert failure(judge.answer(Judge(2, msgspec.json.encode(broken))))[0] == "invalid_task"
    assert failure(judge.answer(Judge(3, b"not JSON")))[0] == "malformed_request"


def test_a_judge_settles_what_a_verdict_left_open() -> None:
    judge = Worker(start(""))
    for expected, equal in (("6", True), ("7", False)):
        question = msgspec.json.encode(Question(expected, r"\sum_{k=1}^{3} k"))
        assert body(judge.answer(Settle(1, question))) is equal
    assert failure(judge.answer(Settle(2, b"why?")))[0] == "internal"


def test_a_reply_that_no_frame_holds_is_our_error_and_the_world_goes_on(worker: Worker) -> None:
    worker.answer(Open(1, 0, 0))
    digits = int("9" * 4000)
    kind, message = failure(worker.answer(add(2, digits)))
    assert kind == "too_large"
    assert "a message holds 3,072 (calls.max_frame_bytes). The call was carried out" in message
    kind, _ = failure(worker.answer(Export(3, 0)))
    assert kind == "too_large"
    assert body(worker.answer(add(4, -digits))) == {"total": 10}


def test_a_cell_whose_reply_no_frame_holds_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Verbose(Counting):
        runs_untrusted_code: ClassVar[bool] = True

        def stopped(
            self, status: ExecutionStatus, message: str, duration_s: float
        ) -> Observation | None:
            return Observation({"said": message}, status)

    monkeypatch.setitem(preload.environments, "served", Verbose())
    worker = Worker(start("served"))
    worker.answer(Open(1, 0, 0))
    reply = worker.answer(add(2, int("9" * 4000)))
    assert isinstance(reply, Done)
    assert reply.status == "message_limit"
    assert body(reply)["said"].startswith("The reply has 4,0")
