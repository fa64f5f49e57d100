"""The session cookie of the rollout protocol, on every reply that belongs to a rollout.

Clients keep only the cookies of the last reply, so each reply sets it again: also a 404 for a path
that a model made up, or an error of Litestar's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import BadTokenError
from ..sessions.rollouts import Rollouts

_PREFIX: Final = "sallyport_"
"""A cookie is named after its served environment, so that a client may hold several."""

_CHOSEN: Final = "sallyport_cookie"


def sent_cookie(request: Request[Any, Any, Any], name: str) -> str | None:
    """Return the cookie that the client sent for a served environment."""
    return request.cookies.get(_PREFIX + name)


def cookie_in(scope: Scope, name: str) -> str | None:
    """Return the same without a request made of the scope; the last one where several came."""
    return dict(_cookies(scope)).get(_PREFIX + name)


def keep_cookie(request: Request[Any, Any, Any], name: str, value: str) -> None:
    """Set the cookie on the reply to this request, whatever that reply becomes."""
    choose_cookie(request.scope, name, value)


def choose_cookie(scope: Scope, name: str, value: str) -> None:
    """Set the cookie on the reply to the request of this scope."""
    scope["state"][_CHOSEN] = _set_cookie(name, value)


class CookieKeeper:
    """Adds the cookie that a handler chose, or else the one that was sent, to every reply."""

    def __init__(self, app: ASGIApp, rollouts: Mapping[str, Rollouts]) -> None:
        self._app = app
        self._rollouts = rollouts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                chosen = state.get(_CHOSEN)
                cookies = [chosen] if chosen is not None else list(self._sent(scope))
                message["headers"] = [
                    *message["headers"],
                    *((b"set-cookie", cookie) for cookie in cookies),
                ]
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _sent(self, scope: Scope) -> Iterator[bytes]:
        """The cookies that came and are ours; a forged one is not handed on."""
        for name, sealed in _cookies(scope):
            rollouts = self._rollouts.get(name.removeprefix(_PREFIX))
            if rollouts is not None and _is_ours(rollouts, sealed):
                yield _set_cookie(name.removeprefix(_PREFIX), sealed)


def _cookies(scope: Scope) -> Iterator[tuple[str, str]]:
    """Name and value of every cookie that came, of headers that hold one of ours."""
    for key, value in scope["headers"]:
        if key != b"cookie" or _PREFIX.encode() not in value:
            continue
        for pair in value.decode("latin-1").split(";"):
            name, _, quoted = pair.strip().partition("=")
            # Some clients quote what they send; the quotes are no part of it.
            yield name, quoted.strip('"')


def _is_ours(rollouts: Rollouts, sealed: str) -> bool:
    try:
        rollouts.open(sealed)
    except BadTokenError:
        return False
    return True


def _set_cookie(name: str, value: str) -> bytes:
    return f"{_PREFIX}{name}={value}; Path=/; HttpOnly; SameSite=lax".encode()
