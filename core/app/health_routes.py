"""Liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, Router, get

from ..types import JsonObject


def health_router(readiness: Callable[[], tuple[bool, JsonObject]]) -> Router:
    """Return `/healthz` and `/readyz`; `readiness` says whether, and in detail how."""

    @get("/healthz")
    async def healthz() -> dict[str, str]:
        """Say that the process lives and its loop turns."""
        return {"status": "ok"}

    @get("/readyz")
    async def readyz() -> Response[dict[str, Any]]:
        """Say whether sessions can be had: pools warm, isolation in force, not draining."""
        ready, details = readiness()
        body = {"ready": ready, **details}
        return Response(body, status_code=200 if ready else 503)

    return Router("/", tags=["health"], route_handlers=[healthz, readyz])
