"""Requests under `/ng-rollout/<rollout id>/`: the same routes, with the caller's id in the log."""

from __future__ import annotations

from typing import Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_PREFIX: Final = "/ng-rollout/"

_NAMED: Final = "sallyport_named_rollout"

MAX_ID_CHARACTERS: Final = 200
"""Of a caller's id that go into the log."""


class RolloutPrefix:
    """Strips the prefix before the routes see the path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope.get("path", "")
        if scope["type"] != ScopeType.HTTP or not path.startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        rollout, _, rest = path[len(_PREFIX) :].partition("/")
        scope["path"] = f"/{rest}"
        scope["raw_path"] = scope["path"].encode()
        scope.setdefault("state", {})[_NAMED] = rollout
        with structlog.contextvars.bound_contextvars(rollout_id=rollout[:MAX_ID_CHARACTERS]):
            await self._app(scope, receive, send)


def named_rollout(scope: Scope) -> str | None:
    """The caller's id of the rollout, where the request came under the prefix."""
    named: str | None = scope["state"].get(_NAMED)
    return named
