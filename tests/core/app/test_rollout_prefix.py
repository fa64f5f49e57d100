from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
import structlog

from sallyport.core.app.rollout_prefix import MAX_ID_CHARACTERS, RolloutPrefix
from tests.serving import client, error_of


async def _nothing(*_: Any) -> Any:
    return None


def seen(path: str, kind: str = "http") -> tuple[str, bytes, dict[str, Any]]:
    """What the application behind the prefix sees: path, raw path, and what is bound for the log."""
    told: list[tuple[str, bytes, dict[str, Any]]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        told.append((scope["path"], scope["raw_path"], structlog.contextvars.get_contextvars()))

    scope: Any = {"type": kind, "path": path, "raw_path": path.encode()}
    asyncio.run(RolloutPrefix(application)(scope, _nothing, _nothing))
    return told[0]


@pytest.mark.parametrize(
    ("path", "rest", "rollout"),
    [
        ("/ng-rollout/r1/verify", "/verify", "r1"),
        ("/ng-rollout/r1/faulty/echo", "/faulty/echo", "r1"),
        ("/ng-rollout/r1/", "/", "r1"),
        ("/ng-rollout/r1", "/", "r1"),
        ("/ng-rollout//verify", "/verify", ""),
        ("/ng-rollout/rölle 1/a", "/a", "rölle 1"),
        ("/ng-rollout/r1/ng-rollout/r2/a", "/ng-rollout/r2/a", "r1"),
    ],
)
def test_the_prefix_is_stripped_and_its_id_goes_into_the_log(
    path: str, rest: str, rollout: str
) -> None:
    assert seen(path) == (rest, rest.encode(), {"rollout_id": rollout})


@pytest.mark.parametrize("path", ["/verify", "/ng-rollout", "/ng-rollouts/r1/a", "/a/ng-rollout/b"])
def test_other_paths_are_left_alone(path: str) -> None:
    assert seen(path) == (path, path.encode(), {})


def test_a_long_id_is_cut_in_the_log() -> None:
    assert seen(f"/ng-rollout/{'x' * 10_000}/a")[2] == {"rollout_id": "x" * MAX_ID_CHARACTERS}


def test_what_is_no_http_passes_as_it_is() -> None:
    assert seen("/ng-rollout/r1/a", "websocket")[0] == "/ng-rollout/r1/a"


@pytest.mark.slow
def test_a_verdict_marks_the_session_that_the_path_or_the_cookie_names(
    several: httpx.Client, three_worlds: str
) -> None:
    at = "/ng-rollout/{}/workplace_assistant"
    task = several.get("/v1/environments/workplace_assistant/tasks?limit=1").json()["tasks"][0]
    rollout = {**task, "response": {"output": [said("done")]}}

    def judged() -> int:
        listed = several.get("/v1/sessions").json()["sessions"]
        return sum(session["judged"] for session in listed)

    with client(three_worlds) as first, client(three_worlds) as second:
        for number, http in enumerate((first, second)):
            assert http.post(f"{at.format(number)}/seed_session", json=task).status_code == 200
        second.cookies.clear()
        assert second.post(f"{at.format(1)}/verify", json=rollout).status_code == 200
        assert judged() == 1
        foreign = first.post(f"{at.format(1)}/verify", json=rollout)
        assert (foreign.status_code, error_of(foreign)["type"]) == (409, "conflict")
        assert first.post("/workplace_assistant/verify", json=rollout).status_code == 200
        assert judged() == 2
        path = f"{at.format(0)}/email_search_emails"
        assert first.post(path, json={"query": "a"}).status_code == 200
        assert judged() == 1
        for number in range(2):
            end = f"{at.format(number)}/end_session"
            first.post(end, json={})


def said(text: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "role": "assistant", "content": content}
