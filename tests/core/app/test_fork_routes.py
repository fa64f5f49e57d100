"""Forks and snapshots over HTTP: the forms of requests and replies, and who may."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sallyport.core.app.session_api import shown_left_out
from tests.serving import built_in, client, error_of, open_house, settings

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow


class Guest:
    """One session over HTTP."""

    def __init__(self, http: httpx.Client, made: JsonObject) -> None:
        self.http = http
        self.made = made

    @classmethod
    def new(cls, http: httpx.Client, environment: str = "math_with_code", **more: Any) -> Guest:
        reply = http.post("/v1/sessions", json={"environment": environment, **more})
        assert reply.status_code == 201, reply.text
        return cls(http, reply.json())

    def request(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.made['token']}"}
        at = f"/v1/sessions/{self.made['session_id']}{path}"
        return self.http.request(method, at, headers=headers, **more)

    def cell(self, code: str) -> Any:
        reply = self.request("POST", "/tools/execute_python", json={"code": code})
        assert reply.status_code == 200, reply.text
        return reply.json()["result"]

    def fork(self, **body: Any) -> list[Guest]:
        reply = self.request("POST", "/fork", json=body)
        assert reply.status_code == 201, reply.text
        assert list(reply.json()) == ["sessions"]
        return [Guest(self.http, made) for made in reply.json()["sessions"]]

    def close(self) -> None:
        self.request("DELETE")


@pytest.fixture
def guests(several: httpx.Client) -> Iterator[list[Guest]]:
    """Sessions to close afterwards."""
    opened: list[Guest] = []
    yield opened
    for guest in opened:
        guest.close()


@pytest.fixture
def guest(several: httpx.Client, guests: list[Guest]) -> Guest:
    """A session in which x is 1."""
    made = Guest.new(several, seed=3)
    guests.append(made)
    made.cell("import random\nx = 1")
    return made


def failure(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, error_of(reply)["type"]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_fork_answers_with_sessions_as_creating_does(guest: Guest, guests: list[Guest]) -> None:
    copies = guest.fork(count=3)
    guests += copies
    assert len(copies) == 3
    for copy in copies:
        assert copy.made.keys() == guest.made.keys()
        assert copy.cell("x") == "1"
    ids = {each.made["session_id"] for each in (guest, *copies)}
    tokens = {each.made["token"] for each in (guest, *copies)}
    assert (len(ids), len(tokens)) == (4, 4)
    shown = copies[0].request("GET").json()
    assert (shown["state"], shown["calls"], shown["seed"]) == ("ready", 2, 3)


def test_one_copy_is_made_when_no_count_is_said(guest: Guest, guests: list[Guest]) -> None:
    guests += (copies := guest.fork())
    assert len(copies) == 1


def test_reseeding_shows_each_copys_seed(guest: Guest, guests: list[Guest]) -> None:
    guests += (copies := guest.fork(count=2, reseed=True))
    seeds = {each.request("GET").json()["seed"] for each in (guest, *copies)}
    drawn = {each.cell("random.random()") for each in (guest, *copies)}
    assert (len(seeds), len(drawn)) == (3, 3)


@pytest.mark.parametrize(
    "body",
    [
        {"count": 0},
        {"count": -1},
        {"count": 65},
        {"count": "2"},
        {"count": 1.5},
        {"count": None},
        {"reseed": 1},
        {"copies": 2},
    ],
)
def test_a_fork_that_makes_no_sense_is_refused(guest: Guest, body: JsonObject) -> None:
    assert failure(guest.request("POST", "/fork", json=body)) == (422, "invalid_request")


def test_what_cannot_be_copied_is_named(guest: Guest) -> None:
    guest.cell("import time\ng = (i for i in 'ab')\ntime.perf_counter_ns()")
    reply = guest.request("POST", "/fork", json={"count": 2})
    assert failure(reply) == (409, "not_copyable")
    error = error_of(reply)
    assert error["details"] == {"left_out": {"g": "cannot pickle 'generator' object"}}
    assert "g: cannot pickle 'generator' object" in error["message"]
    assert guest.cell("next(g)") == "a"


@pytest.mark.parametrize(("method", "path"), [("POST", "/fork"), ("GET", "/snapshot")])
def test_copies_need_the_sessions_token(
    several: httpx.Client, guest: Guest, guests: list[Guest], method: str, path: str
) -> None:
    other = Guest.new(several, "faulty")
    guests.append(other)
    at = f"/v1/sessions/{guest.made['session_id']}{path}"
    headers = {"Authorization": f"Bearer {other.made['token']}"}
    assert failure(several.request(method, at)) == (401, "bad_token")
    assert failure(several.request(method, at, headers=headers)) == (401, "bad_token")
    guest.close()
    assert failure(guest.request(method, path)) == (410, "session_closed")


# ── snapshots ────────────────────────────────────────────────────────────────────────────────────


def test_a_snapshot_starts_a_session_with_its_state(
    several: httpx.Client, guest: Guest, guests: list[Guest]
) -> None:
    guest.cell("g = (i for i in 'ab')")
    reply = guest.request("GET", "/snapshot")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/octet-stream"
    lacking = {"g": "cannot pickle 'generator' object"}
    assert json.loads(reply.headers["x-left-out"]) == lacking
    copy = Guest.new(several, snapshot=encoded(reply.content))
    guests.append(copy)
    assert copy.made.keys() == {*guest.made, "left_out"}
    assert copy.made["left_out"] == lacking
    assert copy.cell("x, random.random()") == guest.cell("x, random.random()")
    shown = copy.request("GET").json()
    assert (shown["seed"], shown["calls"]) == (3, 3)


def test_a_restored_session_is_judged_by_its_whole_journal(
    several: httpx.Client, guests: list[Guest]
) -> None:
    task = {"expected_result": "42", "expected_code_contains": "6 * 7"}
    first = Guest.new(several, task=task)
    first.cell("6 * 7")
    said = {"type": "output_text", "text": r"\boxed{42}", "annotations": []}
    message = {"type": "message", "role": "assistant", "content": [said]}
    body = {"response": {"output": [message]}}
    (forked,) = first.fork()
    restored = Guest.new(several, snapshot=encoded(first.request("GET", "/snapshot").content))
    guests += [first, forked, restored]
    rewards = [each.request("POST", "/verify", json=body).json()["reward"] for each in guests]
    assert rewards == [1.0, 1.0, 1.0]


def test_a_chosen_id_makes_restoring_idempotent(
    several: httpx.Client, guest: Guest, guests: list[Guest]
) -> None:
    data = encoded(guest.request("GET", "/snapshot").content)
    body = {"environment": "math_with_code", "snapshot": data, "session_id": f"r-{id(guest)}"}
    first, again = several.post("/v1/sessions", json=body), several.post("/v1/sessions", json=body)
    guests.append(Guest(several, first.json()))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda data: "no base64!", (400, "malformed_request")),
        (lambda data: "", (400, "malformed_request")),
        (lambda data: encoded(b"sallyport"), (400, "malformed_request")),
        (lambda data: encoded(data[:40]), (400, "malformed_request")),
        (lambda data: encoded(data[:-1]), (401, "bad_token")),
        (lambda data: encoded(data + b"."), (401, "bad_token")),
        (lambda data: encoded(data[:-9] + b"cos\nabort"), (401, "bad_token")),
        (lambda data: encoded(data[:30] + bytes(32) + data[62:]), (401, "bad_token")),
    ],
)
def test_a_snapshot_that_is_not_ours_is_refused(
    several: httpx.Client, guest: Guest, spoil: Any, expected: tuple[int, str]
) -> None:
    data = guest.request("GET", "/snapshot").content
    body = {"environment": "math_with_code", "snapshot": spoil(data)}
    assert failure(several.post("/v1/sessions", json=body)) == expected


def test_a_snapshot_of_another_environment_or_server_is_refused(
    several: httpx.Client, guest: Guest
) -> None:
    data = encoded(guest.request("GET", "/snapshot").content)
    at = "/v1/sessions"
    body = {"environment": "workplace_assistant", "snapshot": data}
    assert failure(several.post(at, json=body)) == (422, "invalid_request")
    body["environment"] = "nowhere"
    assert failure(several.post(at, json=body)) == (404, "unknown_environment")
    with open_house(settings(built_in("math_with_code"))) as stranger:

        async def ask() -> httpx.Response:
            async with stranger.client() as http:
                return await http.post(at, json={"environment": "math_with_code", "snapshot": data})

        assert failure(stranger.run(ask())) == (401, "bad_token")


def test_a_snapshot_larger_than_other_bodies_may_be_is_taken(
    several: httpx.Client, guest: Guest, guests: list[Guest]
) -> None:
    guest.cell("big = np.random.bytes(6 * 2**20)")
    data = guest.request("GET", "/snapshot").content
    copy = Guest.new(several, snapshot=encoded(data))
    guests.append(copy)
    assert copy.cell("len(big)") == str(6 * 2**20)
    too_large = {"environment": "math_with_code", "task": {"x": "y" * (40 * 2**20)}}
    assert failure(several.post("/v1/sessions", json=too_large)) == (413, "too_large")


def test_a_world_without_snapshots_says_so(several: httpx.Client, guests: list[Guest]) -> None:
    faulty = Guest.new(several, "faulty")
    guests.append(faulty)
    reply = faulty.request("GET", "/snapshot")
    assert failure(reply) == (409, "not_copyable")
    assert error_of(reply)["message"] == "A FaultyWorld has no snapshots."


def test_the_routes_are_in_the_schema(three_worlds: str) -> None:
    with client(three_worlds) as http:
        paths = http.get("/schema/openapi.json").json()["paths"]
    assert "post" in paths["/v1/sessions/{session_id}/fork"]
    assert "get" in paths["/v1/sessions/{session_id}/snapshot"]


# ── the header ───────────────────────────────────────────────────────────────────────────────────


def test_a_header_is_printable_ascii_whatever_the_names_are() -> None:
    named = {"é\r\n\0\x7f": "\ud800 \x1b[0m"}
    text = shown_left_out(named)
    assert json.loads(text) == named
    assert all(" " <= char <= "~" for char in text)


def test_a_header_is_cut_to_whole_entries() -> None:
    named = {f"name{n}": "why" * 30 for n in range(100)}
    text = shown_left_out(named)
    kept = json.loads(text)
    assert len(text) <= 4096
    more = int(kept.pop("...").removesuffix(" more"))
    assert kept.items() <= named.items()
    assert len(kept) + more == 100
    assert len(kept) > 20


def test_one_entry_that_is_too_long_is_left_out_as_well() -> None:
    assert json.loads(shown_left_out({"a": "é" * 4096})) == {"...": "1 more"}
