"""What the session API does, beneath its routes: who may, which session, how it is shown."""

from __future__ import annotations

import re
import time
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from msgspec import Meta

from ...envs.environment import Environment
from ..errors import BadTokenError, InvalidRequestError
from ..sessions.chosen_ids import ChosenIds
from ..sessions.service import SessionService
from ..sessions.session import Session
from ..settings import ServerSettings
from ..types import JsonObject

AnyRequest = Request[Any, Any, Any]

_PURPOSE: Final = "session"

_CLIENT_ID: Final = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._~-]{0,127}\Z")
"""An id that a client may choose: it stands in a path, so nothing that a path gives a meaning."""


class CreateSession(msgspec.Struct, forbid_unknown_fields=True):
    """What a session is made from. `ttl_s` is its idle time-to-live in seconds."""

    environment: str
    task: JsonObject | None = None
    session_id: str | None = None
    ttl_s: Annotated[float, Meta(gt=0, le=31_536_000)] | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


def _bearer(request: AnyRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadTokenError("Send the session's token as `Authorization: Bearer <token>`.")
    return token.strip()


def described(name: str, environment: Environment, settings: ServerSettings) -> JsonObject:
    """Return a served environment as the API shows it; settings override what it says of itself."""
    entry = next((each for each in settings.environments if each.name == name), None)
    tools = [tool.schema() for tool in environment.tools]

    def said(key: str) -> Any:
        configured = getattr(entry, key, None)
        return getattr(environment, key) if configured is None else configured

    return {
        "name": name,
        "environment": environment.name,
        **{key: said(key) for key in ("domain", "description", "value", "verified")},
        "tools": tools,
        "limits": _limits(environment, settings),
    }


def _limits(environment: Environment, settings: ServerSettings) -> JsonObject:
    return {
        "call_s": {tool.name: environment.call_deadline_s(tool.name) for tool in environment.tools},
        "grace_s": settings.calls.grace_s,
        "idle_ttl_s": settings.sessions.idle_ttl_s,
        "max_age_s": settings.sessions.max_age_s,
        "max_body_bytes": settings.calls.max_body_bytes,
    }


class SessionApi:
    """The handlers' common part: who may, which session, and how it is shown."""

    def __init__(self, service: SessionService, level: str) -> None:
        self.service = service
        self.level = level
        self._chosen = ChosenIds(service.registry)

    def authorise(self, request: AnyRequest, name: str) -> None:
        """Raise BadTokenError unless the request carries the token of session `name`.

        Checked before anything is looked up: who has no token learns nothing about ids.
        """
        self.service.signer.check(_PURPOSE, name, _bearer(request))

    def find(self, request: AnyRequest, name: str) -> Session:
        """Return the live session `name`. Raises BadTokenError or the error of its end."""
        self.authorise(request, name)
        return self.service.registry.find(name)

    async def create(self, wanted: CreateSession) -> tuple[int, JsonObject]:
        """Create a session; with a client's id, once: the same request gets the same reply.

        Returns the HTTP status, 201 or (for a reply given before) 200, and the reply.
        """
        name = wanted.session_id
        if name is None:
            return 201, await self._make(wanted)
        if not _CLIENT_ID.match(name):
            raise InvalidRequestError(
                "`session_id` may hold up to 128 letters, digits and . _ ~ -, and begins with "
                "a letter or digit.",
                field="session_id",
            )
        made, shown = await self._chosen.once(
            name, msgspec.json.encode(wanted), lambda: self._make(wanted)
        )
        return 201 if made else 200, shown

    async def _make(self, wanted: CreateSession) -> JsonObject:
        session = await self.service.create(
            wanted.environment,
            task=wanted.task,
            seed=wanted.seed,
            name=wanted.session_id,
            idle_ttl_s=wanted.ttl_s,
        )
        return self._created(session)

    def _created(self, session: Session) -> JsonObject:
        environment = self.service.environments[session.environment]
        return {
            "session_id": session.id,
            "token": self.service.signer.token(_PURPOSE, session.id),
            "environment": session.environment,
            "tools": [tool.schema() for tool in environment.tools],
            "limits": _limits(environment, self.service.settings),
            "isolation": {"level": self.level},
            "expires_at": self._expires_at(session),
        }

    def show(self, name: str) -> JsonObject:
        """Return what is known of a session, live or ended. Raises UnknownSessionError."""
        session = self.service.registry.live.get(name)
        if session is not None and session.state in {"starting", "ready", "busy"}:
            environment = self.service.environments[session.environment]
            return {
                "session_id": name,
                "environment": session.environment,
                "state": session.state,
                "calls": session.calls,
                "seed": session.seed,
                "created_at": session.created_at,
                "expires_at": self._expires_at(session),
                "limits": _limits(environment, self.service.settings),
                "isolation": {"level": self.level},
            }
        if session is not None:
            return {"session_id": name, "state": session.state, "reason": session.reason}
        tombstone = self.service.registry.tombstone(name)
        if tombstone is None:
            self.service.registry.find(name)
            raise AssertionError("an unknown session was found")
        ended = {"state": tombstone.state, "reason": tombstone.reason, "ended_at": tombstone.at}
        return {"session_id": name, **ended}

    def close(self, name: str) -> JsonObject:
        """Close a session, or say how it ended before. Raises UnknownSessionError."""
        session = self.service.registry.live.get(name)
        if session is not None and session.state in {"starting", "ready", "busy"}:
            self.service.close(session)
            return {"status": "closed", "session_id": name}
        return {"status": "already_closed", **self.show(name)}

    def _expires_at(self, session: Session) -> float:
        """Unix time at which the session expires if nobody calls it before."""
        limits = self.service.settings.sessions
        now = time.monotonic()
        idle = session.used + (session.idle_ttl_s or limits.idle_ttl_s) - now
        old = session.created + limits.max_age_s - now
        return time.time() + min(idle, old)
