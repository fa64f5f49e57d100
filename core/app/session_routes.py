"""The session API: explicit sessions under `/v1`, for clients that want to say what they mean."""

from __future__ import annotations

import re
import time
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.params import Parameter
from msgspec import Meta

from ...envs.environment import Environment
from ..errors import (
    BadTokenError,
    ConflictError,
    InvalidRequestError,
)
from ..sessions.service import SessionService
from ..sessions.session import Session
from ..settings import ServerSettings
from ..types import JsonObject
from .bodies import json_object
from .judging import JudgingService
from .rollout_routes import json_reply
from .verdicts import judged, require_response

AnyRequest = Request[Any, Any, Any]

_PURPOSE: Final = "session"

_CLIENT_ID: Final = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._~-]{0,127}\Z")
"""An id that a client may choose: it stands in a path, so nothing that a path gives a meaning."""

MAX_TASKS_PER_PAGE: Final = 1000
"""Task rows in one reply; a row is a few kilobytes."""


class CreateSession(msgspec.Struct, forbid_unknown_fields=True):
    """What a session is made from. `ttl_s` is its idle time-to-live in seconds."""

    environment: str
    task: JsonObject | None = None
    session_id: str | None = None
    ttl_s: Annotated[float, Meta(gt=0, le=31_536_000)] | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None


class VerifySession(msgspec.Struct, forbid_unknown_fields=True):
    """How a live session is judged: `response` holds the agent's messages, `task` its row."""

    task: JsonObject | None = None
    response: JsonObject | None = None


class VerifyRollout(msgspec.Struct):
    """A stored rollout: the row of `task`, and its `response`."""

    environment: str
    task: JsonObject
    response: JsonObject


def _bearer(request: AnyRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadTokenError("Send the session's token as `Authorization: Bearer <token>`.")
    return token.strip()


def _environment(name: str, environment: Environment, settings: ServerSettings) -> JsonObject:
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

    def __init__(self, service: SessionService, judging: JudgingService, level: str) -> None:
        self.service = service
        self.judging = judging
        self.level = level
        self._made: dict[str, tuple[bytes, JsonObject]] = {}

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
        """Create a session; with a client's id, once: the same request gets the same reply."""
        fingerprint = msgspec.json.encode(wanted)
        if wanted.session_id is not None:
            if not _CLIENT_ID.match(wanted.session_id):
                raise InvalidRequestError(
                    "`session_id` may hold up to 128 letters, digits and . _ ~ -, and begins with "
                    "a letter or digit.",
                    field="session_id",
                )
            known = self._made.get(wanted.session_id)
            if known is not None:
                if known[0] != fingerprint:
                    raise ConflictError(
                        "This session_id was used for another request; ids are never reused.",
                        session_id=wanted.session_id,
                    )
                self.service.registry.find(wanted.session_id)
                return 200, known[1]
        session = await self.service.create(
            wanted.environment,
            task=wanted.task,
            seed=wanted.seed,
            name=wanted.session_id,
            idle_ttl_s=wanted.ttl_s,
        )
        shown = self._created(session)
        if wanted.session_id is not None:
            self._made[wanted.session_id] = (fingerprint, shown)
        return 201, shown

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

    def _expires_at(self, session: Session) -> float:
        """Unix time at which the session expires if nobody calls it before."""
        limits = self.service.settings.sessions
        now = time.monotonic()
        idle = session.used + (session.idle_ttl_s or limits.idle_ttl_s) - now
        old = session.created + limits.max_age_s - now
        return time.time() + min(idle, old)


def session_router(
    service: SessionService, judging: JudgingService, settings: ServerSettings, level: str
) -> Router:
    """Return the routes under `/v1`."""
    api = SessionApi(service, judging, level)

    def served(name: str) -> Environment:
        environment = service.environments.get(name)
        if environment is None:
            raise service.unknown_environment(name)
        return environment

    @get("/environments")
    async def list_environments() -> dict[str, Any]:
        """List what is served: tools, limits, and what each environment is for."""
        return {
            "environments": [
                _environment(name, environment, settings)
                for name, environment in service.environments.items()
            ],
            "isolation": {"level": level},
        }

    @get("/environments/{name:str}")
    async def show_environment(name: str) -> dict[str, Any]:
        """Show one served environment."""
        return _environment(name, served(name), settings) | {"isolation": {"level": level}}

    @get("/environments/{name:str}/tasks", sync_to_thread=False)
    def list_tasks(
        name: str,
        split: str | None = None,
        offset: Annotated[int, Parameter(ge=0)] = 0,
        limit: Annotated[int, Parameter(ge=1, le=MAX_TASKS_PER_PAGE)] = 100,
    ) -> dict[str, Any]:
        """List task rows; `split` keeps the rows whose `split` it is."""
        rows = served(name).tasks()
        if split is not None:
            rows = [row for row in rows if row.get("split", "train") == split]
        page = list(rows[offset : offset + limit])
        return {"tasks": page, "total": len(rows), "offset": offset, "limit": limit}

    @post("/sessions")
    async def create_session(data: CreateSession) -> Response[JsonObject]:
        """Start a session. With a `session_id` of the client's the call is idempotent."""
        status, shown = await api.create(data)
        return Response(shown, status_code=status)

    @get("/sessions/{session_id:str}")
    async def show_session(request: AnyRequest, session_id: str) -> dict[str, Any]:
        """Show a session's state, counters and limits, also after its end."""
        api.authorise(request, session_id)
        return api.show(session_id)

    @post("/sessions/{session_id:str}/tools/{tool:str}", status_code=200)
    async def call_session_tool(
        request: AnyRequest, session_id: str, tool: str
    ) -> Response[bytes]:
        """Run a tool with the arguments in the body; the reply is the observation."""
        session = api.find(request, session_id)
        arguments = json_object(await request.body())
        answer = await service.call(session, tool, msgspec.json.encode(arguments))
        reply = json_reply(answer.body)
        reply.headers["X-Queued-S"] = f"{answer.queued_s:.6f}"
        reply.headers["X-Duration-S"] = f"{answer.duration_s:.6f}"
        return reply

    @get("/sessions/{session_id:str}/state")
    async def export_session(request: AnyRequest, session_id: str) -> Response[bytes]:
        """Export the session's state: what a verifier sees."""
        return json_reply(await service.export(api.find(request, session_id)))

    @post("/sessions/{session_id:str}/verify", status_code=200)
    async def verify_session(request: AnyRequest, session_id: str) -> dict[str, Any]:
        """Judge the live session by its journal and exported state; no replay."""
        session = api.find(request, session_id)
        wanted = _convert(json_object(await request.body()), VerifySession)
        body = {"task": wanted.task, "response": wanted.response}
        return judged(await judging.judge_session(session, body))

    @delete("/sessions/{session_id:str}", status_code=200)
    async def close_session(request: AnyRequest, session_id: str) -> dict[str, Any]:
        """Close a session; idempotent."""
        api.authorise(request, session_id)
        session = service.registry.live.get(session_id)
        if session is not None and session.state in {"starting", "ready", "busy"}:
            service.close(session)
            return {"status": "closed", "session_id": session_id}
        return {"status": "already_closed", **api.show(session_id)}

    @post("/verify", status_code=200)
    async def verify_rollout(data: VerifyRollout) -> dict[str, Any]:
        """Judge a stored rollout; no session is needed."""
        require_response({"response": data.response})
        return judged(
            await judging.judge(data.environment, {**data.task, "response": data.response})
        )

    return Router(
        "/v1",
        tags=["session API"],
        route_handlers=[
            list_environments,
            show_environment,
            list_tasks,
            create_session,
            show_session,
            call_session_tool,
            export_session,
            verify_session,
            close_session,
            verify_rollout,
        ],
    )


def _convert(body: JsonObject, kind: type[VerifySession]) -> VerifySession:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequestError(f"The body does not fit: {error}.")
