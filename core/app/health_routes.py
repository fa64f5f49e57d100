"""Liveness and readiness, and the root where no single environment is at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from litestar import Response, Router, get

from ..types import JsonObject
from .access import OPEN


def health_router(
    readiness: Callable[[], tuple[bool, JsonObject]], served: Sequence[str]
) -> Router:
    """Return `/healthz`, under its other names too, and `/readyz`; `readiness` says what that does.

    `served` are the environments under their own names: several, if any; `/` lists them.
    """

    @get(["/healthz", "/livez", "/health"], opt=OPEN)
    async def healthz() -> dict[str, str]:
        """Say that the process lives and its loop turns."""
        return {"status": "ok"}

    @get("/readyz", opt=OPEN)
    async def readyz() -> Response[dict[str, Any]]:
        """Say whether sessions can be had: pools warm, isolation in force, not draining."""
        ready, details = readiness()
        body = {"ready": ready, **details}
        return Response(body, status_code=200 if ready else 503)

    @get("/")
    async def root() -> dict[str, Any]:
        """Say that the server is up, and what it serves where."""
        return {"status": "ok", "environments": {name: f"/{name}/" for name in served}}

    handlers = [healthz, readyz, root] if served else [healthz, readyz]
    return Router("/", tags=["health"], route_handlers=handlers)
