"""The rollout protocol over HTTP, of a server with one environment and of one with three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.core.app import raw_http
from tests.core.app.rollouts import ENDED, answer, cookie_set, kept
from tests.serving import client, error_of

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────


def test_the_root_says_that_the_server_is_up(alone: httpx.Client) -> None:
    reply = alone.get("/")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id": 3, "extra": {"more": [1, null]}}'])
def test_seeding_takes_any_object_and_sets_the_cookie(alone: httpx.Client, body: bytes) -> None:
    reply = alone.post("/seed_session", content=body)
    assert (reply.status_code, reply.json()) == (200, {})
    cookie_set(reply)


def test_a_session_keeps_its_state_and_its_cookie_over_calls(alone: httpx.Client) -> None:
    first = cookie_set(alone.post("/seed_session", json={}))
    assert [kept(alone, text) for text in "abc"][-1] == ["a", "b", "c"]
    assert cookie_set(alone.post("/echo", json={"text": "x"})) == first


def test_two_rollouts_have_two_sessions(one_world: str) -> None:
    with client(one_world) as one, client(one_world) as other:
        assert (kept(one, "a"), kept(other, "b"), kept(one, "c")) == (["a"], ["b"], ["a", "c"])


def test_a_tool_call_starts_a_session_where_the_environment_says_so(alone: httpx.Client) -> None:
    reply = alone.post("/remember", json={"text": "a"})
    cookie_set(reply)
    assert kept(alone, "b") == ["a", "b"]


def test_a_tool_call_before_seeding_is_told_to_seed_elsewhere(several: httpx.Client) -> None:
    reply = several.post("/workplace_assistant/email_search_emails", json={"query": "a"})
    assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")
    assert "seed_session" in error_of(reply)["message"]


def test_seeding_again_leaves_a_session_alone(seeded: httpx.Client) -> None:
    assert seeded.post("/seed_session", json={"id": 2}).status_code == 200
    assert kept(seeded, "b") == ["a", "b"]


def test_seeding_a_workplace_again_starts_it_over(several: httpx.Client) -> None:
    at = "/workplace_assistant"

    def found() -> Any:
        reply = several.post(f"{at}/email_search_emails", json={"query": "zanzibar"})
        return reply.json()["output"]

    several.post(f"{at}/seed_session", json={})
    none = found()
    mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
    assert several.post(f"{at}/email_send_email", json=mail).status_code == 200
    assert found() != none
    assert several.post(f"{at}/seed_session", json={}).status_code == 200
    assert found() == none


def test_ending_is_idempotent_and_the_next_call_starts_empty(seeded: httpx.Client) -> None:
    for _ in range(3):
        reply = seeded.post("/end_session", json={})
        assert (reply.status_code, reply.json()) == (200, ENDED)
        cookie_set(reply)
    assert kept(seeded, "b") == ["b"]


def test_ending_without_a_session_is_fine(alone: httpx.Client) -> None:
    assert alone.post("/end_session", json={}).json() == ENDED


def test_a_call_after_ending_a_workplace_is_told_to_seed(several: httpx.Client) -> None:
    several.post("/workplace_assistant/seed_session", json={})
    several.post("/workplace_assistant/end_session", json={})
    reply = several.post("/workplace_assistant/email_search_emails", json={"query": "a"})
    assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")


def test_a_lost_session_is_gone_until_it_is_seeded_again(seeded: httpx.Client) -> None:
    died = seeded.post("/leave", json={"code": 3})
    assert (died.status_code, error_of(died)["type"]) == (502, "worker_died")
    assert error_of(died)["details"]["exit_code"] == 3
    cookie_set(died)
    for _ in range(2):
        lost = seeded.post("/echo", json={"text": "a"})
        assert (lost.status_code, error_of(lost)["type"]) == (410, "session_lost")
        cookie_set(lost)
    assert seeded.post("/seed_session", json={}).status_code == 200
    assert kept(seeded, "b") == ["b"]


def test_a_session_with_checkpoints_goes_on_from_before_the_call_that_killed_it(
    several: httpx.Client,
) -> None:
    assert kept(several, "a", "/faulty") == ["a"]
    died = several.post("/faulty/leave", json={"code": 3})
    assert (died.status_code, error_of(died)["type"]) == (502, "worker_died")
    assert kept(several, "b", "/faulty") == ["a", "b"]


# ── verify and the metrics ───────────────────────────────────────────────────────────────────────


def test_a_verdict_echoes_the_request_and_says_how_it_was_reached(alone: httpx.Client) -> None:
    body = {"expected_result": "5", "id": 7, "response": answer("It is \\boxed{5}."), "x": [1]}
    reply = alone.post("/verify", json=body).json()
    assert {key: reply[key] for key in body} == body
    assert (reply["reward"], reply["valid"], reply["failure_reason"]) == (1.0, True, None)
    assert set(reply["verdict"]) == {"passed", "method", "reason", "components", "details"}


def test_verifying_neither_needs_nor_changes_a_session(
    alone: httpx.Client, seeded: httpx.Client
) -> None:
    body = {"expected_result": "5", "response": answer("\\boxed{5}")}
    for _ in range(2):
        assert seeded.post("/verify", json=body).json()["reward"] == 1.0
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("row", [{}, {"expected_result": 5}, {"expected_result": None}])
def test_a_task_that_cannot_be_judged_is_no_reward(alone: httpx.Client, row: JsonObject) -> None:
    reply = alone.post("/verify", json={**row, "response": answer("5")})
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_task")


def test_verify_replies_are_aggregated(alone: httpx.Client) -> None:
    rows = [{"_ng_task_index": 0, "_ng_rollout_index": n, "reward": float(n)} for n in (0, 1)]
    reply = alone.post("/aggregate_metrics", json={"verify_responses": rows}).json()
    assert set(reply) == {
        "group_level_metrics",
        "repeat_level_metrics",
        "agent_metrics",
        "key_metrics",
        "perf_summary",
    }
    assert reply["key_metrics"]["mean/reward"] == 0.5


def test_stored_rollouts_can_be_judged_again(alone: httpx.Client, several: httpx.Client) -> None:
    assert alone.get("/reverify_mode").json() == "stateless"
    for name in ("faulty", "math_with_code", "workplace_assistant"):
        assert several.get(f"/{name}/reverify_mode").json() == "stateless"


# ── several environments, and the prefix ─────────────────────────────────────────────────────────


def test_each_environment_has_its_routes_under_its_name(several: httpx.Client) -> None:
    assert several.get("/faulty/").json() == {"status": "ok"}
    assert several.get("/workplace_assistant").json() == {"status": "ok"}
    several.post("/math_with_code/seed_session", json={})
    code = {"code": "x = np.arange(5)\nx.sum()"}
    assert several.post("/math_with_code/execute_python", json=code).json()["result"] == "10"
    later = several.post("/math_with_code/execute_python", json={"code": "len(x)"}).json()
    assert later["result"] == "5"
    assert several.post("/math_with_code/echo", json={"text": "a"}).status_code == 404
    assert several.post("/seed_session", json={}).status_code in {404, 405}


@pytest.mark.parametrize("rollout", ["r1", "a%20b", "x" * 500, "..", "%2e%2e"])
def test_every_route_answers_under_the_prefix_of_a_rollout_id(one_world: str, rollout: str) -> None:
    prefix = f"/ng-rollout/{rollout}".encode()
    seeding = raw_http.post(one_world, prefix + b"/seed_session")
    assert seeding.status == 200, seeding
    cookie = seeding.headers["set-cookie"].partition(";")[0]
    remember = raw_http.post(one_world, prefix + b"/remember", b'{"text":"a"}', cookie)
    assert remember.body == {"output": ["a"]}
    assert raw_http.post(one_world, b"/remember", b'{"text":"b"}', cookie).body["output"] == [
        "a",
        "b",
    ]
    verdict = raw_http.post(
        one_world, prefix + b"/verify", b'{"expected_result":"5","response":{}}'
    )
    assert verdict.status == 200
    assert raw_http.post(one_world, prefix + b"/end_session", b"{}", cookie).body == ENDED


def test_the_prefix_works_before_an_environments_name(several: httpx.Client) -> None:
    assert several.get("/ng-rollout/r1/faulty/").json() == {"status": "ok"}
    assert kept(several, "a", "/ng-rollout/r1/faulty") == ["a"]
    assert several.get("/ng-rollout/r1/v1/environments").status_code == 200


def test_a_materialized_row_is_judged_as_the_flat_one_is(alone: httpx.Client) -> None:
    """As NeMo Gym 0.7 writes rows; both forms of what is within."""
    task_id = {"taskset": "t", "task_id": "0"}
    for within in (
        {"expected_result": "5"},
        {"task_data": {"expected_result": "5"}, "responses_create_params": {"input": []}},
    ):
        row = {"task_id": task_id, "task_input": within}
        assert alone.post("/seed_session", json=row).status_code == 200
        reply = alone.post("/verify", json={**row, "response": answer("\\boxed{5}")}).json()
        assert (reply["reward"], reply["task_id"]) == (1.0, task_id)
        assert (
            alone.post("/verify", json={**row, "response": answer("\\boxed{6}")}).json()["reward"]
            == 0.0
        )


def test_a_materialized_row_that_cannot_be_read_is_malformed(alone: httpx.Client) -> None:
    body = b'{"task_id": {}, "task_input": {"expected_result": 1e999}, "response": {"output": []}}'
    reply = alone.post("/verify", content=body)
    assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")
