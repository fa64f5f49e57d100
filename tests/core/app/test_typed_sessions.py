"""Typed sessions: seeded once and closed once, under ids of the caller's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.serving import House, error_of

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

pytestmark = pytest.mark.slow


def seed(name: str, **more: Any) -> JsonObject:
    return {
        "resources_session_id": name,
        "episode_id": {"rollout_id": name, "attempt": 0},
        "task_id": {"taskset": "t:a", "task_id": "1"},
        "task_data": {"id": 1},
        **more,
    }


def closing(name: str, **more: Any) -> JsonObject:
    body = seed(name, **more)
    return {key: body[key] for key in ("resources_session_id", "episode_id")}


def test_the_same_seed_is_the_same_session_and_a_close_is_final(several: httpx.Client) -> None:
    for _ in range(2):
        made = several.post("/faulty/seed_session", json=seed("one"))
        assert (made.status_code, made.json()) == (200, {"resources_session_id": "one"})
        assert len(several.post("/faulty/remember", json={"text": "a"}).json()["output"]) == _ + 1
        several.cookies.clear()
    for _ in range(2):
        ended = several.post("/faulty/close_session", json=closing("one"))
        assert (ended.status_code, ended.json()) == (200, {"resources_session_id": "one"})
    late = several.post("/faulty/seed_session", json=seed("one"))
    assert (late.status_code, error_of(late)["type"]) == (410, "session_closed")


def test_a_call_after_the_close_finds_no_session(several: httpx.Client) -> None:
    several.post("/faulty/seed_session", json=seed("called"))
    several.post("/faulty/close_session", json=closing("called"))
    late = several.post("/faulty/remember", json={"text": "a"})
    assert (late.status_code, error_of(late)["type"]) == (410, "session_closed")


def test_closing_what_was_never_seeded_blocks_it(several: httpx.Client) -> None:
    assert several.post("/faulty/close_session", json=closing("never")).status_code == 200
    assert several.post("/faulty/seed_session", json=seed("never")).status_code == 410
    assert several.post("/faulty/close_session", json=closing("never")).status_code == 200


def test_an_id_is_of_one_seed_and_one_episode(several: httpx.Client) -> None:
    assert several.post("/faulty/seed_session", json=seed("two")).status_code == 200
    other = {"rollout_id": "two", "attempt": 1}
    for path, body in (
        ("seed_session", seed("two", task_data={"id": 2})),
        ("seed_session", seed("two", episode_id=other)),
        ("close_session", closing("two", episode_id=other)),
    ):
        refused = several.post(f"/faulty/{path}", json=body)
        assert (refused.status_code, error_of(refused)["type"]) == (409, "conflict"), path
    assert several.post("/faulty/close_session", json=closing("two")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"resources_session_id": ""},
        {"resources_session_id": 7},
        {"resources_session_id": "x" * 1_000_000},
        {"episode_id": "r"},
        {"episode_id": {"rollout_id": "r", "attempt": -1}},
        {"episode_id": {"rollout_id": "../r"}},
        {"episode_id": {"rollout_id": "r-a3"}},
        {"episode_id": {"rollout_id": "r\n"}},
        {"task_id": {"taskset": "t"}},
        {"task_data": []},
        {"extra": 1},
        *({missing: None} for missing in seed("x")),
    ],
)
def test_a_typed_body_that_does_not_fit_is_refused_and_makes_nothing(
    several: httpx.Client, change: JsonObject
) -> None:
    body = {key: value for key, value in (seed("bad") | change).items() if value is not None}
    before = several.get("/v1/sessions").json()["total"]
    refused = several.post("/faulty/seed_session", json=body)
    assert (refused.status_code, error_of(refused)["type"]) == (422, "invalid_request")
    assert several.get("/v1/sessions").json()["total"] == before


def test_a_task_row_with_an_id_of_its_own_is_a_row_still(several: httpx.Client) -> None:
    row = {"episode_id": 4, "responses_create_params": {"input": []}}
    assert several.post("/faulty/seed_session", json=row).json() == {}
    several.post("/faulty/end_session", json={})


@pytest.mark.parametrize("path", ["/livez", "/health", "/healthz"])
def test_liveness_has_the_names_that_clients_ask_for(several: httpx.Client, path: str) -> None:
    assert (several.get(path).status_code, several.get(path).json()) == (200, {"status": "ok"})


def test_seeds_of_one_id_at_once_are_one_session(house: House) -> None:
    async def play() -> None:
        async with house.client() as http:
            bodies = [seed("at-once") for _ in range(5)]
            replies = await asyncio.gather(*(http.post("/seed_session", json=b) for b in bodies))
            assert {reply.status_code for reply in replies} == {200}
            assert len(house.runtime.service.registry.live) == 1
            await http.post("/close_session", json=closing("at-once"))
            assert not house.runtime.service.registry.live

    house.run(play())


def test_a_close_while_it_is_being_seeded_leaves_nothing(house: House) -> None:
    service = house.runtime.service

    async def play() -> None:
        async with house.client() as http:
            seeding = asyncio.create_task(http.post("/seed_session", json=seed("early")))
            while not service.admission.starting:
                await asyncio.sleep(0)
            ended = await http.post("/close_session", json=closing("early"))
            assert ended.status_code == 200
            assert not service.registry.live
            assert (await seeding).status_code == 410
            assert not service.registry.live

    house.run(play())


def test_a_close_that_could_not_release_is_an_error_and_can_be_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, pool = house.runtime.service, house.runtime.pools["faulty"]

    async def play() -> None:
        async with house.client() as http:
            await http.post("/seed_session", json=seed("stuck"))
            [session] = service.registry.live.values()
            with monkeypatch.context() as patch:

                def fails(lease: object) -> None:
                    raise OSError("the kernel is out of order")

                patch.setattr(pool, "release", fails)
                failed = await http.post("/close_session", json=closing("stuck"))
                assert failed.status_code >= 500
            assert session.lease is not None
            assert not session.lease.retired
            assert (await http.post("/seed_session", json=seed("stuck"))).status_code == 410
            again = await http.post("/close_session", json=closing("stuck"))
            assert again.status_code == 200
            assert session.lease.retired

    house.run(play())
