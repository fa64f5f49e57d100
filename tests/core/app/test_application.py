"""The application as a whole: its OpenAPI document and its order of layers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sallyport.core.app.application import running_app
from sallyport.core.app.runtime import Runtime
from tests.serving import House, error_of, settings

pytestmark = pytest.mark.slow


def document(client: httpx.Client) -> Any:
    reply = client.get("/schema/openapi.json")
    assert reply.status_code == 200
    return reply.json()


def test_every_route_is_in_the_openapi_document(several: httpx.Client) -> None:
    paths = set(document(several)["paths"])
    session = "/v1/sessions/{session_id}"
    assert paths >= {
        "/healthz",
        "/readyz",
        "/v1/environments",
        "/v1/environments/{name}",
        "/v1/environments/{name}/tasks",
        "/v1/sessions",
        session,
        f"{session}/tools/{{tool}}",
        f"{session}/state",
        f"{session}/verify",
        "/v1/verify",
    }
    for name in ("faulty", "math_with_code", "workplace_assistant"):
        routes = ("seed_session", "verify", "end_session", "aggregate_metrics", "reverify_mode")
        assert paths >= {f"/{name}/{route}" for route in (*routes, "{tool}")}


def test_operations_have_names_of_their_own_and_say_what_they_do(several: httpx.Client) -> None:
    operations = [
        operation
        for methods in document(several)["paths"].values()
        for operation in methods.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation.get("description") for operation in operations)


def test_the_body_that_makes_a_session_is_described(several: httpx.Client) -> None:
    schemas = document(several)["components"]["schemas"]
    assert set(schemas["CreateSession"]["properties"]) >= {
        "environment",
        "task",
        "session_id",
        "ttl_s",
        "seed",
    }
    assert schemas["CreateSession"]["required"] == ["environment"]


def test_an_error_of_a_handler_is_internal_and_tells_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret of ours")

    async def call() -> None:
        async with house.client() as client:
            seeded = await client.post("/seed_session", json={})
            cookie = seeded.headers["set-cookie"]
            monkeypatch.setattr(house.runtime.service, "call", lambda *parts: fail())
            reply = await client.post("/echo", json={"text": "a"})
            monkeypatch.undo()
            error = error_of(reply)
            assert (reply.status_code, error["type"]) == (500, "internal")
            assert "secret" not in reply.text
            assert reply.headers["set-cookie"] == cookie
            assert (await client.post("/echo", json={"text": "a"})).json() == {"output": "a"}

    house.run(call())


def test_the_application_stops_everything_at_the_end_of_its_context(house: House) -> None:
    async def run() -> None:
        runtime = Runtime(settings())
        async with running_app(runtime) as app:
            await runtime.wait_ready_or_fail()
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar's words
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                assert (await client.post("/echo", json={"text": "a"})).status_code == 200
        assert runtime.service.registry.live == {}

    house.run(run())
