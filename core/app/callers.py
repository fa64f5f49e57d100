"""What becomes of a request whose client goes away before it has its reply.

receive ─▶ body ─▶ (watch) ─▶ disconnect ─▶ Caller.leave ─▶ the call is stopped
                                                            (core/sessions/caller.py)
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from ..sessions.caller import CALLER, Caller


class Callers:
    """Watches the connection of each request that may run a tool, for as long as it is served."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        watch = _Watch(receive)
        token = CALLER.set(watch.caller)
        try:
            await self._app(scope, watch.receive, send)
        finally:
            CALLER.reset(token)
            watch.end()


class _Watch:
    """Receives for the application, and by itself once the whole body has come."""

    def __init__(self, receive: Receive) -> None:
        self.caller = Caller()
        self._receive = receive
        self._watching: asyncio.Task[Any] | None = None

    async def receive(self) -> Any:
        if self._watching is not None:
            return await asyncio.shield(self._watching)
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._watching = asyncio.get_running_loop().create_task(self._watch())
        return message

    async def _watch(self) -> Any:
        message = await self._receive()
        self.caller.leave()
        return message

    def end(self) -> None:
        if self._watching is not None:
            self._watching.cancel()


def has_left(receive: Receive) -> bool:
    """Whether the client is known to have gone away; waits for nothing. The body must have come.

    A session that was made for nobody would live on until it is idle for long enough.
    """
    # Run up to where it would wait: only a disconnect is there without waiting.
    asking = cast(Coroutine[Any, Any, Any], receive())
    try:
        asking.send(None)
    except StopIteration as told:
        return bool(told.value["type"] == "http.disconnect")
    asking.close()
    return False
