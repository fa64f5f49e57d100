"""The session API over HTTP, of a server with three environments."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from tests.core.app import raw_http
from tests.core.app.bad_bodies import MALFORMED, NO_OBJECT, UNFIT
from tests.serving import client, error_of

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow

THREE = ["faulty", "math_with_code", "workplace_assistant"]


class Open:
    """A session that a client opened, and its token."""

    def __init__(self, http: httpx.Client, environment: str = "faulty", **more: Any) -> None:
        self.http = http
        reply = http.post("/v1/sessions", json={"environment": environment, **more})
        assert reply.status_code == 201, reply.text
        self.made: JsonObject = reply.json()
        self.at = f"/v1/sessions/{self.made['session_id']}"
        self.headers = {"Authorization": f"Bearer {self.made['token']}"}

    def request(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        return self.http.request(method, f"{self.at}{path}", headers=self.headers, **more)

    def call(self, tool: str, **arguments: Any) -> httpx.Response:
        return self.request("POST", f"/tools/{tool}", json=arguments)

    def remember(self, text: str) -> Any:
        return self.call("remember", text=text).json()["output"]


def said(text: str) -> JsonObject:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def failure(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, error_of(reply)["type"]


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


# ── creating ─────────────────────────────────────────────────────────────────────────────────────


def test_a_session_is_created_with_everything_needed_to_use_it(several: httpx.Client) -> None:
    session = Open(several, "math_with_code", task={"id": 1}, ttl_s=60, seed=7)
    assert set(session.made) == {
        "session_id",
        "token",
        "environment",
        "tools",
        "limits",
        "isolation",
        "expires_at",
    }
    assert [tool["name"] for tool in session.made["tools"]] == ["execute_python"]
    shown = session.request("GET").json()
    assert (shown["state"], shown["calls"], shown["seed"]) == ("ready", 0, 7)
    assert abs(shown["expires_at"] - shown["created_at"] - 60) < 20


def test_the_seed_is_the_sessions(several: httpx.Client) -> None:
    cell = {"code": "import random\nrandom.random(), np.random.rand()"}
    drawn = [
        Open(several, "math_with_code", seed=n).call("execute_python", **cell) for n in (3, 3, 4)
    ]
    first, again, other = (reply.json()["result"] for reply in drawn)
    assert first == again != other


def test_a_chosen_id_makes_creating_idempotent(several: httpx.Client) -> None:
    name = f"client.{uuid4().hex}~1"
    session = Open(several, session_id=name)
    assert session.made["session_id"] == name
    assert session.remember("a") == ["a"]
    again = several.post("/v1/sessions", json={"environment": "faulty", "session_id": name})
    assert (again.status_code, again.json()) == (200, session.made)
    assert session.remember("b") == ["a", "b"]
    others: list[JsonObject] = [{"seed": 1}, {"environment": "math_with_code"}, {"task": {}}]
    for other in others:
        body = {"environment": "faulty", "session_id": name, **other}
        assert failure(several.post("/v1/sessions", json=body)) == (409, "conflict")


def test_a_spent_id_is_never_reused(several: httpx.Client) -> None:
    body = {"environment": "faulty", "session_id": uuid4().hex}
    session = Open(several, **body)
    session.request("DELETE")
    assert failure(several.post("/v1/sessions", json=body)) == (410, "session_closed")
    assert failure(several.post("/v1/sessions", json={**body, "seed": 1})) == (409, "conflict")


def test_a_servers_id_cannot_be_chosen(several: httpx.Client) -> None:
    taken = Open(several).made["session_id"]
    body = {"environment": "faulty", "session_id": taken}
    assert failure(several.post("/v1/sessions", json=body)) == (409, "conflict")


def test_requests_with_one_id_that_come_together_make_one_session(three_worlds: str) -> None:
    body = {"environment": "faulty", "session_id": uuid4().hex}

    def create(_: int) -> httpx.Response:
        with client(three_worlds) as http:
            return http.post("/v1/sessions", json=body)

    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(create, range(8)))
    assert sorted(reply.status_code for reply in replies) == [200] * 7 + [201]
    assert len({reply.text for reply in replies}) == 1


@pytest.mark.parametrize(
    "name",
    ["", " ", "a b", "a/b", "../a", ".a", "-a", "é", "a\n", "a\0", "x" * 129, "a?b", "a%2Fb"],
)
def test_an_id_that_could_not_stand_in_a_path_is_refused(several: httpx.Client, name: str) -> None:
    reply = several.post("/v1/sessions", json={"environment": "faulty", "session_id": name})
    assert failure(reply) == (422, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"environment": 3},
        {"environment": None},
        {"environment": "faulty", "more": 1},
        {"environment": "faulty", "task": []},
        {"environment": "faulty", "task": "text"},
        {"environment": "faulty", "ttl_s": 0},
        {"environment": "faulty", "ttl_s": -1},
        {"environment": "faulty", "ttl_s": 1e300},
        {"environment": "faulty", "ttl_s": "60"},
        {"environment": "faulty", "seed": -1},
        {"environment": "faulty", "seed": 2**63},
        {"environment": "faulty", "seed": 10**40},
        {"environment": "faulty", "seed": 1.5},
        {"environment": "faulty", "seed": "7"},
        {"environment": "faulty", "session_id": 7},
    ],
    ids=str,
)
def test_a_request_of_the_wrong_shape_is_unprocessable(
    several: httpx.Client, body: JsonObject
) -> None:
    assert failure(several.post("/v1/sessions", json=body)) == (422, "invalid_request")


def test_a_session_of_an_unknown_environment_is_refused(several: httpx.Client) -> None:
    for name in ("", "nothing", "judges", "x" * 10_000, "a\0b"):
        reply = several.post("/v1/sessions", json={"environment": name})
        assert failure(reply) == (404, "unknown_environment")
        assert len(reply.content) < 1000


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────

ROUTES = [
    ("GET", ""),
    ("GET", "/state"),
    ("POST", "/tools/echo"),
    ("POST", "/verify"),
    ("DELETE", ""),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_of_a_session_needs_its_token(
    several: httpx.Client, method: str, path: str
) -> None:
    session, other = Open(several), Open(several)
    token, others = session.made["token"], other.made["token"]
    wrong = [
        None,
        "",
        "Bearer",
        f"Basic {token}",
        token,
        f"Bearer {others}",
        f"Bearer {token[:-1]}",
        f"Bearer {token}x",
        "Bearer \xff\xfe",
    ]
    for value in wrong:
        headers = {} if value is None else {"Authorization": value.encode("latin-1")}
        reply = several.request(method, f"{session.at}{path}", headers=headers)
        assert failure(reply) == (401, "bad_token"), value
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "name", ["nothing", "0-0-" + "0" * 32, "%2e%2e", "a%00b", "%ff", "x" * 5000]
)
def test_who_has_no_token_learns_nothing_about_ids(
    three_worlds: str, name: str, method: str, path: str
) -> None:
    with client(three_worlds, headers={"Authorization": "Bearer guessed"}) as http:
        assert failure(http.request(method, f"/v1/sessions/{name}{path}")) == (401, "bad_token")


def test_the_token_may_come_with_any_case_of_bearer(several: httpx.Client) -> None:
    session = Open(several)
    reply = several.get(session.at, headers={"Authorization": f"bearer {session.made['token']}"})
    assert reply.status_code == 200


# ── using ────────────────────────────────────────────────────────────────────────────────────────


def test_calls_run_in_the_session_and_are_counted_and_timed(several: httpx.Client) -> None:
    session = Open(several)
    assert [session.remember(text) for text in "ab"] == [["a"], ["a", "b"]]
    reply = session.call("echo", text="c")
    assert (reply.status_code, reply.json()) == (200, {"output": "c"})
    assert float(reply.headers["X-Duration-S"]) > 0
    assert float(reply.headers["X-Queued-S"]) >= 0
    assert session.request("GET").json()["calls"] == 3


def test_the_state_is_what_the_world_exports(several: httpx.Client) -> None:
    session = Open(several)
    session.remember("a")
    assert session.request("GET", "/state").json() == {"kept": ["a"]}


def test_a_workplace_is_searched_and_exported(several: httpx.Client) -> None:
    session = Open(several, "workplace_assistant")
    before = session.request("GET", "/state").json()
    mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
    assert session.call("email_send_email", **mail).status_code == 200
    assert session.request("GET", "/state").json() != before


@pytest.mark.parametrize("kind", UNFIT)
def test_arguments_that_do_not_fit_are_the_models_mistake(several: httpx.Client, kind: str) -> None:
    session = Open(several)
    reply = session.request("POST", "/tools/echo", content=UNFIT[kind])
    assert failure(reply) == (422, "invalid_arguments")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body_is_refused_everywhere(several: httpx.Client, kind: str) -> None:
    session = Open(several)
    for path in ("/tools/echo", "/verify"):
        assert failure(session.request("POST", path, content=MALFORMED[kind])) == (
            400,
            "malformed_request",
        )
    for path in ("/v1/sessions", "/v1/verify"):
        assert failure(several.post(path, content=MALFORMED[kind])) == (400, "malformed_request")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize("kind", NO_OBJECT)
def test_json_that_is_no_object_is_unprocessable_everywhere(
    several: httpx.Client, kind: str
) -> None:
    session = Open(several)
    for path in ("/tools/echo", "/verify"):
        assert failure(session.request("POST", path, content=NO_OBJECT[kind])) == (
            422,
            "invalid_request",
        )
    for path in ("/v1/sessions", "/v1/verify"):
        assert failure(several.post(path, content=NO_OBJECT[kind])) == (422, "invalid_request")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_is_read_whatever_its_content_type_says(
    several: httpx.Client, content_type: str
) -> None:
    headers = {"Content-Type": content_type}
    body = b'{"environment":"faulty"}'
    assert several.post("/v1/sessions", content=body, headers=headers).status_code == 201


CONTROL = [
    "verify",
    "seed_session",
    "end_session",
    "aggregate_metrics",
    "reverify_mode",
    "state",
    "Echo",
    "echo%00",
    "%20echo",
    "ech",
    "__class__",
]


@pytest.mark.parametrize("name", CONTROL)
def test_only_tools_are_reachable_as_tools(several: httpx.Client, name: str) -> None:
    session = Open(several)
    reply = session.request("POST", f"/tools/{name}", json={"text": "a"})
    assert failure(reply) == (404, "unknown_tool")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize(
    "target",
    [
        "{at}/tools/../verify",
        "{at}/tools/..%2Fverify",
        "{at}/tools/%2e%2e/verify",
        "{at}/tools/a%2Fb",
        "{at}/tools/",
        "{at}/tools",
        "{at}/tools//echo/x",
        "{at}/tools/echo/../../../../../seed_session",
    ],
)
def test_tricks_with_paths_reach_no_tool_and_no_control_route(
    several: httpx.Client, three_worlds: str, target: str
) -> None:
    session = Open(several)
    path = target.format(at=session.at)
    request = (
        f"POST {path} HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {session.made['token']}\r\n"
        'Content-Length: 12\r\n\r\n{"text":"a"}'
    )
    reply = raw_http.send(three_worlds, request.encode())
    assert reply.status in {404, 405}, reply
    assert reply.error in {"not_found", "method_not_allowed", "unknown_tool"}
    assert session.remember("a") == ["a"]


def test_a_body_over_the_size_is_too_large(several: httpx.Client) -> None:
    session = Open(several)
    for path in ("/tools/echo", "/verify"):
        reply = session.request("POST", path, content=b"x" * 10_000_000)
        assert failure(reply) == (413, "too_large")
    assert session.remember("a") == ["a"]


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


@pytest.mark.parametrize("response", [{}, {"output": None}, {"output": 3}, {"output": [None, 1]}])
def test_judging_a_session_ignores_items_that_are_broken(
    several: httpx.Client, response: JsonObject
) -> None:
    session = Open(several, task={"expected_result": "5"})
    reply = session.request("POST", "/verify", json={"response": response})
    assert (reply.status_code, reply.json()["valid"]) == (200, True)


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
        ("GET", "/v1/sessions", 405),
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
