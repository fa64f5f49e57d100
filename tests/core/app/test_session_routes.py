"""The session API over HTTP, of a server with three environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.core.app.opened import ROUTES, Open, failure, said
from tests.serving import client, error_of

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow


THREE = ["faulty", "math_with_code", "workplace_assistant"]


# ── what is served ───────────────────────────────────────────────────────────────────────────────


def test_environments_are_listed_with_tools_limits_and_isolation(several: httpx.Client) -> None:
    listed = several.get("/v1/environments").json()
    assert [each["name"] for each in listed["environments"]] == THREE
    assert listed["isolation"]["level"] in {"namespaces", "landlock", "limits", "none"}
    for each in listed["environments"]:
        shown = several.get(f"/v1/environments/{each['name']}").json()
        assert shown == {**each, "isolation": listed["isolation"]}
        assert {"environment", "domain", "description", "value", "verified"} <= set(each)
        assert {tool["type"] for tool in each["tools"]} == {"function"}
        assert set(each["limits"]["call_s"]) == {tool["name"] for tool in each["tools"]}
        assert each["limits"]["max_body_bytes"] > 0


def test_an_environment_that_is_not_served_is_named(several: httpx.Client) -> None:
    for path in ("/v1/environments/fault", "/v1/environments/fault/tasks"):
        reply = several.get(path)
        assert failure(reply) == (404, "unknown_environment")
        assert error_of(reply)["details"]["served"] == THREE


def test_tasks_come_in_pages(several: httpx.Client) -> None:
    at = "/v1/environments/math_with_code/tasks"
    whole = several.get(at, params={"limit": 1000}).json()
    assert whole["total"] == len(whole["tasks"]) >= 100
    pages = [several.get(at, params={"offset": n, "limit": 40}).json() for n in (0, 40, 80)]
    assert [row for page in pages for row in page["tasks"]] == whole["tasks"][:120]
    beyond = several.get(at, params={"offset": 10_000}).json()
    assert (beyond["tasks"], beyond["offset"], beyond["limit"]) == ([], 10_000, 100)


def test_tasks_are_chosen_by_split(several: httpx.Client) -> None:
    at = "/v1/environments/workplace_assistant/tasks"
    total = several.get(at, params={"limit": 1}).json()["total"]
    assert total >= 600
    assert several.get(at, params={"split": "no such split"}).json()["total"] == 0


@pytest.mark.parametrize(
    "query", ["offset=-1", "limit=0", "limit=1001", "limit=x", "offset=1.5", "offset="]
)
def test_a_page_that_makes_no_sense_is_refused(several: httpx.Client, query: str) -> None:
    reply = several.get(f"/v1/environments/faulty/tasks?{query}")
    assert failure(reply) == (422, "invalid_request")


# ── judging ──────────────────────────────────────────────────────────────────────────────────────


def test_a_live_session_is_judged_by_what_it_did(several: httpx.Client) -> None:
    session = Open(several, task={"expected_result": "5"})
    for text, reward in (("It is \\boxed{5}.", 1.0),):
        reply = session.request("POST", "/verify", json={"response": said(text)})
        assert (reply.status_code, reply.json()["reward"]) == (200, reward)
        assert reply.json()["valid"] is True
    own_row = {"task": {"expected_result": "6"}, "response": said("\\boxed{6}")}
    assert session.request("POST", "/verify", json=own_row).json()["reward"] == 1.0
    assert session.remember("a") == ["a"]


def test_a_live_session_without_a_task_cannot_be_judged(several: httpx.Client) -> None:
    assert failure(Open(several).request("POST", "/verify", json={})) == (422, "invalid_task")


@pytest.mark.parametrize("body", [{"task": []}, {"response": "text"}, {"more": 1}], ids=str)
def test_judging_a_session_takes_its_two_fields(several: httpx.Client, body: JsonObject) -> None:
    session = Open(several, task={"expected_result": "5"})
    assert failure(session.request("POST", "/verify", json=body)) == (422, "invalid_request")


def test_judging_a_session_ignores_items_that_are_broken(several: httpx.Client) -> None:
    session = Open(several, task={"expected_result": "5"})
    for body in ({"response": {"output": [None, 1]}}, {"response": None}, {}):
        reply = session.request("POST", "/verify", json=body)
        assert (reply.status_code, reply.json()["valid"]) == (200, True)


@pytest.mark.parametrize("response", [{}, {"output": None}, {"output": 3}, {"error": "x"}], ids=str)
def test_judging_a_session_refuses_a_response_that_is_no_rollout(
    several: httpx.Client, response: JsonObject
) -> None:
    session = Open(several, task={"expected_result": "5"})
    reply = session.request("POST", "/verify", json={"response": response})
    assert (reply.status_code, reply.json()["reward"]) == (200, None)
    assert reply.json()["failure_reason"].startswith("no_rollout: ")


def test_a_stored_rollout_is_judged_without_a_session(several: httpx.Client) -> None:
    body = {
        "environment": "faulty",
        "task": {"expected_result": "5"},
        "response": said("\\boxed{5}"),
    }
    reply = several.post("/v1/verify", json=body)
    assert (reply.status_code, reply.json()["reward"]) == (200, 1.0)
    assert failure(several.post("/v1/verify", json={**body, "task": {}})) == (422, "invalid_task")
    unknown = {**body, "environment": "x"}
    assert failure(several.post("/v1/verify", json=unknown)) == (404, "unknown_environment")
    for field in body:
        lacking = {key: value for key, value in body.items() if key != field}
        assert failure(several.post("/v1/verify", json=lacking)) == (422, "invalid_request")


# ── ending ───────────────────────────────────────────────────────────────────────────────────────


def test_deleting_is_idempotent_and_the_end_is_remembered(several: httpx.Client) -> None:
    session = Open(several)
    first = session.request("DELETE")
    assert first.json() == {"status": "closed", "session_id": session.made["session_id"]}
    for _ in range(2):
        again = session.request("DELETE")
        assert (again.status_code, again.json()["status"]) == (200, "already_closed")
    shown = session.request("GET").json()
    assert (shown["state"], shown["reason"]) == ("closed", "it was closed by its client.")
    for method, path in ROUTES[1:4]:
        assert failure(session.request(method, path, json={})) == (410, "session_closed")


def test_a_lost_session_says_so_everywhere(one_world: str) -> None:
    with client(one_world) as http:
        session = Open(http)
        died = session.call("die", number=11)
        assert failure(died) == (502, "worker_died")
        assert error_of(died)["details"]["signal"] == "SIGSEGV"
        assert failure(session.call("echo", text="a")) == (410, "session_lost")
        assert failure(session.request("GET", "/state")) == (410, "session_lost")
        shown = session.request("GET").json()
        assert shown["state"] == "lost"
        assert "SIGSEGV" in shown["reason"]
        assert session.request("DELETE").json()["status"] == "already_closed"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("PUT", "/v1/sessions", 405),
        ("PATCH", "/v1/sessions", 405),
        ("POST", "/v1/environments", 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1", 404),
        ("PATCH", "/v1/sessions/x", 405),
        ("GET", "/v1/sessions/x/tools/echo", 405),
    ],
)
def test_other_methods_and_paths_are_refused_in_the_one_shape(
    several: httpx.Client, method: str, path: str, expected: int
) -> None:
    reply = several.request(method, path)
    assert reply.status_code == expected
    assert error_of(reply)["type"] in {"not_found", "method_not_allowed"}
