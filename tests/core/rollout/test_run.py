from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.rollout.job import Job, Recording, jobs_of
from sallyport.core.rollout.policy import Noop, Oracle, Policy, Replay
from sallyport.core.rollout.run import run
from sallyport.core.rollout.summary import Summary
from tests.core.rollout.protocol_server import ProtocolServer, serving
from tests.core.rollout.toy import Toy, toy_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sallyport.core.rollout.rollout import Outcome
    from sallyport.core.types import JsonObject

Json = dict[str, Any]


def _judge(body: Json) -> tuple[int, Any]:
    """Echo the request; reward 1 for a rollout that made a call."""
    match body.get("verdict_wanted"):
        case "not_judged":
            reason = "deadline_exceeded: the judge took too long"
            return 200, {**body, "reward": None, "valid": False, "failure_reason": reason}
        case "no_reward":
            return 200, {**body}
        case "no_json":
            return 200, "nonsense"
        case "invalid_task":
            return 422, {"error": {"type": "invalid_task", "message": "no ground truth"}}
    acted = any(item["type"] == "function_call" for item in body["response"]["output"])
    return 200, {**body, "reward": float(acted), "valid": True, "verdict": {"passed": acted}}


@pytest.fixture(scope="module")
def _served() -> Iterator[ProtocolServer]:
    with serving(_judge) as server:
        yield server


@pytest.fixture
def server(_served: ProtocolServer) -> ProtocolServer:
    for seen in (_served.sessions, _served.ended):
        seen.clear()
    _served.busy = _served.busiest = 0
    return _served


def _play(
    server: ProtocolServer,
    rows: Iterable[JsonObject | Recording],
    *,
    policy: Policy | None = None,
    repeats: int = 1,
    concurrency: int = 4,
) -> tuple[list[Outcome], Summary]:
    outcomes: list[Outcome] = []
    summary = Summary(repeats)
    recordings = (row if isinstance(row, Recording) else Recording(row) for row in rows)
    jobs = jobs_of(recordings, repeats=repeats)
    player = policy or Oracle(Toy())
    work = run(server.url, player, jobs, outcomes.append, summary=summary, concurrency=concurrency)
    asyncio.run(work)
    return outcomes, summary


def test_the_oracle_calls_the_tools_concludes_from_their_replies_and_ends(
    server: ProtocolServer,
) -> None:
    [outcome], summary = _play(server, [toy_row(7, "echo", "echo")])
    [session] = server.sessions.values()
    assert [name for name, _ in session] == [
        "seed_session", "echo", "echo", "verify", "end_session",
    ]  # fmt: skip
    assert session[0][1]["id"] == 7
    assert session[1][1] == {"n": 0}
    items = outcome.row["response"]["output"]
    assert [item["type"] for item in items] == [
        "function_call", "function_call_output", "function_call", "function_call_output", "message",
    ]  # fmt: skip
    assert items[0]["call_id"] == items[1]["call_id"] != items[2]["call_id"]
    assert items[1]["output"] == '{"output": {"n": 0}}'
    assert items[4]["content"][0]["text"] == "planned: [{'n': 0}, {'n': 1}]"
    assert summary.mean_reward == 1.0


def test_a_row_holds_the_task_the_verdict_and_the_timings(server: ProtocolServer) -> None:
    [outcome], _ = _play(server, [toy_row(7)])
    row = outcome.row
    assert outcome.cause is None
    assert (row["id"], row["calls"]) == (7, ["echo"])
    assert (row["_ng_task_index"], row["_ng_rollout_index"]) == (0, 0)
    assert (row["reward"], row["valid"], row["failure_reason"]) == (1.0, True, None)
    assert row["verdict"] == {"passed": True}
    timings = row["timings"]
    assert timings["calls"] == 1
    parts = timings["seed_s"] + timings["calls_s"] + timings["verify_s"]
    assert 0 < parts <= timings["total_s"]
    assert "end_failure" not in row


def test_the_response_is_a_whole_responses_object(server: ProtocolServer) -> None:
    [outcome], _ = _play(server, [toy_row(7)])
    response = outcome.row["response"]
    assert response["object"] == "response"
    assert response["model"] == "sallyport/oracle"
    assert response["status"] == "completed"
    assert response["parallel_tool_calls"] is False
    assert response["tools"] == []
    assert {"id", "created_at", "tool_choice", "metadata", "error"} <= set(response)


def test_noop_says_something_and_calls_nothing(server: ProtocolServer) -> None:
    [outcome], summary = _play(server, [toy_row(7)], policy=Noop())
    assert [item["type"] for item in outcome.row["response"]["output"]] == ["message"]
    assert summary.mean_reward == 0.0


def test_many_rollouts_at_once_keep_their_own_cookies_and_the_limit(
    server: ProtocolServer,
) -> None:
    rows = [toy_row(n, "slow", "echo", "slow") for n in range(12)]
    outcomes, summary = _play(server, rows, repeats=2, concurrency=6)
    assert summary.valid == summary.rollouts == 24
    assert server.busiest == 6
    assert sorted(server.ended) == sorted(server.sessions)
    indices = {(each.row["_ng_task_index"], each.row["_ng_rollout_index"]) for each in outcomes}
    assert indices == {(task, repeat) for task in range(12) for repeat in range(2)}


def test_a_task_index_of_the_row_is_kept(server: ProtocolServer) -> None:
    [outcome], _ = _play(server, [{**toy_row(7), "_ng_task_index": 41}])
    assert outcome.row["_ng_task_index"] == 41


@pytest.mark.parametrize("status", [400, 404, 405, 413, 422])
def test_mistakes_of_the_agent_are_observations(server: ProtocolServer, status: int) -> None:
    [outcome], _ = _play(server, [toy_row(7, f"status_{status}", "echo")])
    assert outcome.cause is None
    output = outcome.row["response"]["output"]
    assert "as asked" in output[1]["output"]
    assert "output" in output[3]["output"]


@pytest.mark.parametrize(
    ("tool", "cause"),
    [
        ("status_500_internal", "internal"),
        ("status_502_worker_died", "worker_died"),
        ("status_504_deadline_exceeded", "deadline_exceeded"),
        ("status_429_session_busy", "session_busy"),
        ("status_410_session_lost", "session_lost"),
        ("status_401_bad_token", "bad_token"),
        ("status_404_unknown_session", "unknown_session"),
        ("status_302_moved", "moved"),
        ("hang_up", "transport"),
    ],
)
def test_a_fault_of_the_server_is_never_a_reward(
    server: ProtocolServer, tool: str, cause: str
) -> None:
    [outcome], summary = _play(server, [toy_row(7, "echo", tool, "echo")])
    assert outcome.cause == cause
    row = outcome.row
    assert (row["reward"], row["valid"], row["verdict"]) == (None, False, None)
    assert row["failure_reason"]
    assert [item["type"] for item in row["response"]["output"]] == [
        "function_call", "function_call_output", "function_call",
    ]  # fmt: skip
    [session] = server.sessions.values()
    assert "verify" not in [name for name, _ in session]
    assert summary.mean_reward is None
    assert summary.causes.figures() == {f"  {cause}": 1}


@pytest.mark.parametrize(
    ("wanted", "cause"),
    [
        ("not_judged", "deadline_exceeded"),
        ("no_reward", "protocol"),
        ("no_json", "protocol"),
        ("invalid_task", "invalid_task"),
    ],
)
def test_without_a_verdict_there_is_no_reward(
    server: ProtocolServer, wanted: str, cause: str
) -> None:
    rows = [toy_row(1), {**toy_row(2), "verdict_wanted": wanted}]
    outcomes, summary = _play(server, rows, concurrency=1)
    assert outcomes[1].cause == cause
    assert (outcomes[1].row["reward"], outcomes[1].row["valid"]) == (None, False)
    assert outcomes[1].row["failure_reason"]
    assert summary.mean_reward == 1.0
    assert len(server.ended) == 2


def test_a_task_without_a_solution_is_reported_and_the_session_ended(
    server: ProtocolServer,
) -> None:
    row = toy_row(7)
    del row["calls"]
    outcomes, _ = _play(server, [row, {**toy_row(8), "calls": "broken"}], concurrency=1)
    assert [each.cause for each in outcomes] == ["invalid_task", "policy_error"]
    assert outcomes[1].row["failure_reason"] == "ZeroDivisionError: a bug of the environment"
    assert len(server.ended) == 2


def test_a_dead_server_fails_every_rollout_by_name() -> None:
    with serving(_judge) as server:
        pass
    outcomes, summary = _play(server, [toy_row(n) for n in range(3)])
    assert {each.cause for each in outcomes} == {"transport"}
    assert summary.rollouts == 3


def test_replay_makes_the_recorded_calls_again_and_keeps_messages_in_place(
    server: ProtocolServer,
) -> None:
    recorded = {
        "output": [
            {"type": "reasoning", "summary": []},
            {"type": "message", "role": "assistant", "content": [_text("first "), _text("word")]},
            _call("mcp__toys__echo", '{"a": 1}', "call_1"),
            {"type": "function_call_output", "call_id": "call_1", "output": "an old output"},
            _call("a/b?c=1", "{}", "call_2"),
            _call("echo", "not json", "call_3"),
            {"type": "message", "role": "assistant", "content": [_text("last word")]},
        ]
    }
    [outcome], _ = _play(server, [Recording(toy_row(7), recorded)], policy=Replay())
    [session] = server.sessions.values()
    assert session[1:4] == [("echo", {"a": 1}), ("a%2Fb%3Fc%3D1", {}), ("echo", "b'not json'")]
    output = outcome.row["response"]["output"]
    assert [item["type"] for item in output] == [
        "message", *["function_call", "function_call_output"] * 3, "message",
    ]  # fmt: skip
    assert output[0]["content"][0]["text"] == "first word"
    assert (output[1]["name"], output[1]["call_id"]) == ("mcp__toys__echo", "call_1")
    assert output[2]["output"] == '{"output": {"a": 1}}'
    assert output[-1]["content"][0]["text"] == "last word"


def _text(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": []}


def _call(name: str, arguments: str, call_id: str) -> Json:
    return {"type": "function_call", "name": name, "arguments": arguments, "call_id": call_id}


def test_a_recording_that_cannot_be_played_is_said_to_be_so(server: ProtocolServer) -> None:
    [outcome], _ = _play(server, [Recording(toy_row(7), problem="no response")], policy=Replay())
    assert (outcome.cause, outcome.row["failure_reason"]) == ("invalid_recording", "no response")
    assert not server.sessions


def test_text_that_is_no_unicode_reaches_the_verifier(server: ProtocolServer) -> None:
    said = {"type": "message", "role": "assistant", "content": [_text("half \ud83d")]}
    recording = Recording(toy_row(7), {"output": [said]})
    [outcome], _ = _play(server, [recording], policy=Replay())
    assert outcome.cause is None
    assert outcome.row["response"]["output"][0]["content"][0]["text"] == "half \ud83d"


def test_jobs_are_drawn_only_when_a_player_is_free(server: ProtocolServer) -> None:
    drawn = 0
    furthest_ahead = 0

    def rows() -> Iterator[JsonObject]:
        nonlocal drawn, furthest_ahead
        for number in range(30):
            drawn += 1
            furthest_ahead = max(furthest_ahead, drawn - len(server.ended))
            yield toy_row(number)

    _play(server, rows(), concurrency=3)
    assert furthest_ahead <= 4


def test_a_broken_task_file_ends_the_run_after_those_in_flight(server: ProtocolServer) -> None:
    def rows() -> Iterator[JsonObject]:
        yield from (toy_row(n, "slow") for n in range(4))
        raise ConfigurationError("line 5 is broken")

    outcomes: list[Outcome] = []
    jobs = jobs_of(Recording(row) for row in rows())
    work = run(server.url, Oracle(Toy()), jobs, outcomes.append, summary=Summary(), concurrency=4)
    with pytest.raises(ConfigurationError, match="line 5"):
        asyncio.run(work)
    assert len(outcomes) == len(server.ended) == 4


def test_what_the_sink_raises_ends_the_run_and_the_sessions(server: ProtocolServer) -> None:
    def full(outcome: Outcome) -> None:
        raise OSError(28, "No space left on device")

    jobs = jobs_of(Recording(toy_row(n, "slow")) for n in range(50))
    work = run(server.url, Oracle(Toy()), jobs, full, summary=Summary(), concurrency=4)
    with pytest.raises(OSError, match="No space left"):
        asyncio.run(work)
    assert len(server.sessions) < 50
    assert sorted(server.ended) == sorted(server.sessions)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_what_was_played_and_no_session(
    server: ProtocolServer, number: signal.Signals
) -> None:
    def jobs() -> Iterator[Job]:
        for index in range(200):
            if index == 10:
                os.kill(os.getpid(), number)
            yield Job(index, 0, Recording(toy_row(index, "slow", "slow")))

    before = signal.getsignal(number)
    outcomes: list[Outcome] = []
    summary = Summary()
    work = run(server.url, Oracle(Toy()), jobs(), outcomes.append, summary=summary, concurrency=4)
    asyncio.run(work)
    assert summary.interrupted
    assert 0 < len(outcomes) == summary.rollouts < 20
    assert sorted(server.ended) == sorted(server.sessions)
    assert signal.getsignal(number) == before
