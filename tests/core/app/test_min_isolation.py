"""A client that asks for a level gets it, or no session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sallyport.core.isolation import ISOLATION, MIN_ISOLATION
from sallyport.core.settings import IsolationSettings
from tests.serving import House, error_of, faulty, open_house, settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    """A server without any jail, so that every level is more than it gives."""
    with open_house(settings(faulty(), isolation=IsolationSettings(require="none"))) as opened:
        yield opened


def post(house: House, path: str, body: Any, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        async with house.client(headers=headers) as http:
            return await http.post(path, json=body)

    return house.run(send())


def sessions(house: House) -> int:
    return len(house.runtime.service.registry.live)


@pytest.mark.parametrize("level", ["namespaces", "landlock", "limits"])
def test_a_session_that_would_be_held_less_strictly_is_not_started(
    house: House, level: str
) -> None:
    refused = [
        post(house, "/v1/sessions", {"environment": "faulty", "min_isolation": level}),
        post(house, "/seed_session", {}, **{MIN_ISOLATION: level}),
    ]
    for reply in refused:
        assert reply.status_code == 503
        error = error_of(reply)
        assert (error["type"], error["retryable"]) == ("insufficient_isolation", False)
        assert error["details"] == {"level": "none", "min_isolation": level}
    assert sessions(house) == 0


def test_what_is_given_is_started_and_told(house: House) -> None:
    body = {"environment": "faulty", "min_isolation": "none"}
    created = post(house, "/v1/sessions", body)
    assert (created.status_code, created.json()["isolation"]) == (201, {"level": "none"})
    seeded = post(house, "/seed_session", {}, **{MIN_ISOLATION: "none"})
    assert (seeded.status_code, seeded.headers[ISOLATION]) == (200, "none")
    assert sessions(house) == 2


def test_who_does_not_ask_is_not_told_more_than_before(house: House) -> None:
    assert ISOLATION not in post(house, "/seed_session", {}).headers


@pytest.mark.parametrize("level", ["", "strong", 3, None])
def test_what_is_no_level_is_a_422(house: House, level: Any) -> None:
    reply = post(house, "/v1/sessions", {"environment": "faulty", "min_isolation": level})
    if level is None:
        assert reply.status_code == 201
        return
    assert reply.status_code == 422
    if isinstance(level, str):
        seeded = post(house, "/seed_session", {}, **{MIN_ISOLATION: level})
        assert error_of(seeded)["type"] == "invalid_request"
