"""`GET /v1/sessions`: the live sessions, for the operator's eyes; `sallyport top` shows them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, Any, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from ..errors import BadTokenError
from ..sessions.service import SessionService
from ..sessions.session import Session
from ..types import JsonObject

MAX_PER_PAGE: Final = 1000
"""Sessions in one reply; each is some 300 bytes, and a file read for its memory."""


def session_list_route(
    service: SessionService, memory_of: Callable[[int], int | None], *, listed: bool
) -> HTTPRouteHandler:
    """Return the route. `memory_of` reads the memory of a worker's slot, in bytes.

    `listed` is false where anybody may come in from anywhere: then nothing is shown.
    """

    @get("/sessions")
    async def list_sessions(
        offset: Annotated[int, QueryParameter(ge=0)] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=MAX_PER_PAGE)] = 100,
        environment: FromQuery[str | None] = None,
    ) -> dict[str, Any]:
        """List live sessions, the oldest first, without their tokens."""
        if not listed:
            raise BadTokenError("Sessions are listed for holders of an API key; set auth.api_keys.")
        found = [
            session
            for session in service.registry.live.values()
            if environment is None or session.environment == environment
        ]
        page = found[offset : offset + limit]
        now = time.monotonic()
        rows = [_shown(session, now) for session in page]
        slots = [_slot(service, session) for session in page]
        # In a thread: each is a file of the kernel's.
        memory = await asyncio.to_thread(_memory, slots, memory_of)
        for row, used in zip(rows, memory, strict=True):
            row["memory_bytes"] = used
        count = service.waiting.count
        waiting = count.total() if environment is None else count[environment]
        shown = {"sessions": rows, "total": len(found), "waiting": waiting}
        return {**shown, "offset": offset, "limit": limit}

    return list_sessions


def _shown(session: Session, now: float) -> JsonObject:
    entries = session.journal.entries
    last = entries[-1] if entries else None
    return {
        "session_id": session.id,
        "environment": session.environment,
        "state": session.state,
        "age_s": round(now - session.created, 3),
        "idle_s": 0.0 if session.state == "busy" else round(now - session.used, 3),
        "calls": session.calls,
        "judged": session.judged_at is not None,
        "last_tool": None if last is None else last.tool,
        "last_status": None if last is None else last.status,
    }


def _slot(service: SessionService, session: Session) -> int | None:
    """The slot of a worker that is this session's alone; a shared one's memory is nobody's."""
    alone = service.environments[session.environment].runs_untrusted_code
    return session.lease.worker.slot if alone and session.lease is not None else None


def _memory(slots: list[int | None], memory_of: Callable[[int], int | None]) -> list[int | None]:
    return [None if slot is None else memory_of(slot) for slot in slots]
