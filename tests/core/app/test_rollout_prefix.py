from __future__ import annotations

import asyncio
from typing import Any

import pytest
import structlog

from sallyport.core.app.rollout_prefix import MAX_ID_CHARACTERS, RolloutPrefix


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
