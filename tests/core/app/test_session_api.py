"""Making sessions over the session API, and who may use them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest

from tests.core.app.opened import ROUTES, Open, failure
from tests.serving import client

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow


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
        "queued_s",
        "duration_s",
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
