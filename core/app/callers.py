"""What becomes of a request whose client goes away before it has its reply.

receive ─▶ body ─▶ (watch) ─▶ disconnect ─▶ Caller.leave ─▶ the call is stopped
                        │                                   (core/sessions/caller.py)
                        └ while a session starts ─▶ it is called off
reply ─▶ its client has closed the connection, or resets it without having read ─▶ the session is
         closed that the reply tells of
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeAlias, TypeVar, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import SessionClosedError
from ..sessions.caller import CALLER, Caller
from ..sessions.service import ABANDONED, SessionService
from ..sessions.session import Session
from .one_write import is_closed_by_peer, on_unread

AnyRequest: TypeAlias = Request[Any, Any, Any]

T = TypeVar("T")


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


async def for_its_client(
    request: AnyRequest,
    service: SessionService,
    work: Coroutine[Any, Any, T],
    told: Callable[[T], Iterable[Session]],
) -> T:
    """Do work for as long as the client that asked for it is there; the body must have come.

    `told` names the sessions that nobody knows of unless the reply is read. When the client goes
    away the work is called off, or they are closed: made for nobody they would live on, and what
    waits for room would keep others from it. Raises SessionClosedError then, which nobody reads.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
    if working.cancelled():
        raise SessionClosedError(f"The session was not started: {ABANDONED}")
    made = working.result()
    close_unless_read(request, service, told(made))
    return made


def close_unless_read(
    request: AnyRequest, service: SessionService, sessions: Iterable[Session]
) -> None:
    """Close sessions that only the reply to this request tells of, if nobody reads it.

    Now, when the client has left; or once its connection is reset before it has used them.
    """
    untold = [(session, session.used) for session in sessions]

    def close() -> None:
        for session, used in untold:
            service.abandon(session, used)

    if has_left(request):
        close()
    elif untold:
        on_unread(request.scope, close)


def has_left(request: AnyRequest) -> bool:
    """Whether the client has gone away; waits for nothing. The body must have come."""
    return _is_told_to_have_left(request.receive) or is_closed_by_peer(request.scope)


def _is_told_to_have_left(receive: Receive) -> bool:
    # Run up to where it would wait: only a disconnect is there without waiting.
    asking = cast(Coroutine[Any, Any, Any], receive())
    try:
        asking.send(None)
    except StopIteration as told:
        return bool(told.value["type"] == "http.disconnect")
    asking.close()
    return False
