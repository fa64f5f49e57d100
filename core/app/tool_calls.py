"""The short way for tool calls of the rollout protocol, which are nine of ten requests.

    POST /<tool> ─▶ ToolCalls ─┬─ known tool, good cookie ─▶ session ─▶ observation
                               │                 └─ failure ─┐
                               └─ anything else ─────────────┴─▶ Litestar: the route `call_tool`

It does what that route does, without the framework's request, response and look-ups: those cost as
much as all the rest of a call in the front door. Whatever is not the plain case goes on to the
route with its body unread; a failure goes there to be raised, so that every error has one way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import BadTokenError
from ..sessions.rollouts import Rollouts
from ..sessions.service import SessionService
from .bodies import tool_arguments
from .cookies import choose_cookie, cookie_in

_FAILURE: Final = "sallyport_failure"


class ToolPath(msgspec.Struct, frozen=True):
    """What a path stands for: a tool of a served environment."""

    environment: str
    tool: str


class ToolCalls:
    """Answers calls of known tools; the application behind it answers everything else."""

    def __init__(
        self,
        app: ASGIApp,
        service: SessionService,
        rollouts: Mapping[str, Rollouts],
        paths: Mapping[str, ToolPath],
    ) -> None:
        self._app = app
        self._service = service
        self._rollouts = rollouts
        self._paths = paths
        self._max_body_bytes = service.settings.calls.max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        plain = scope["type"] == ScopeType.HTTP and scope["method"] == "POST"
        path = self._paths.get(scope["path"]) if plain and not scope["query_string"] else None
        rollout = None if path is None else self._rollout(scope, path)
        if path is None or rollout is None or not self._has_fitting_length(scope):
            await self._app(scope, receive, send)
            return
        try:
            body = await _body(receive)
            if body is None:
                return
            observation = await self._call(path, rollout, body)
        except Exception as error:  # noqa: BLE001  # raised again by the route, see `raise_failure`
            scope["state"][_FAILURE] = error
            await self._app(scope, receive, send)
            return
        await _reply(send, observation)

    def _rollout(self, scope: Scope, path: ToolPath) -> str | None:
        """The rollout whose cookie came, which is set again; None without a good one."""
        cookie = cookie_in(scope, path.environment)
        if cookie is None:
            return None
        try:
            rollout = self._rollouts[path.environment].open(cookie)
        except BadTokenError:
            return None
        choose_cookie(scope, path.environment, cookie)
        return rollout

    def _has_fitting_length(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return value.isdigit() and int(value) <= self._max_body_bytes
        return False

    async def _call(self, path: ToolPath, rollout: str, body: bytes) -> bytes:
        arguments = msgspec.json.encode(tool_arguments(body))
        _, session = await self._rollouts[path.environment].session(rollout)
        answer = await self._service.call(session, path.tool, arguments)
        return answer.body


def raise_failure(scope: Scope) -> None:
    """Raise what a call on the short way failed with, if this request comes from there."""
    failure = scope["state"].get(_FAILURE)
    if failure is not None:
        raise failure


async def _body(receive: Receive) -> bytes | None:
    """Read the whole body, which is as long as its header said; None when the client has gone."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _reply(send: Send, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
