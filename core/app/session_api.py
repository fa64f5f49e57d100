"""What the session API does, beneath its routes: who may, which session, how it is shown."""

from __future__ import annotations

import base64
import json
import re
import time
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from msgspec import Meta

from ...envs.environment import Environment
from ..errors import BadTokenError, InvalidRequestError, MalformedRequestError
from ..isolation import require_isolation
from ..sessions.caller import CALLER
from ..sessions.calls import Answer
from ..sessions.chosen_ids import ChosenIds
from ..sessions.copies import MAX_COPIES, Copies
from ..sessions.idempotency import Keys
from ..sessions.service import SessionService
from ..sessions.session import Session
from ..sessions.states import LIVE
from ..sessions.sweeper import idle_limit
from ..settings import IsolationLevel, ServerSettings
from ..types import JsonObject

AnyRequest = Request[Any, Any, Any]

IDEMPOTENCY_KEY: Final = "Idempotency-Key"

_PURPOSE: Final = "session"

_MAX_HEADER_CHARACTERS: Final = 4096
"""Of one header: servers and proxies commonly take 8 KiB for all of them."""

_MORE_CHARACTERS: Final = 32
"""Of these, for saying how many more there are."""

_CLIENT_ID: Final = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._~-]{0,127}\Z")
"""An id that a client may choose: it stands in a path, so nothing that a path gives a meaning."""


class CreateSession(msgspec.Struct, forbid_unknown_fields=True):
    """What a session is made from. `ttl_s` is its idle time-to-live in seconds.

    `snapshot` is what GET /v1/sessions/{id}/snapshot gave, in base64; with it, `task` and `seed`
    replace the snapshot's, and a `seed` lets the random numbers begin anew. `min_isolation`: where
    the server's level is weaker, no session is started (503 `insufficient_isolation`).
    """

    environment: str
    task: JsonObject | None = None
    snapshot: str | None = None
    session_id: str | None = None
    ttl_s: Annotated[float, Meta(gt=0, le=31_536_000)] | None = None
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    min_isolation: IsolationLevel | None = None


class Fork(msgspec.Struct, forbid_unknown_fields=True):
    """How a session is copied; `reseed` gives each copy random numbers of its own."""

    count: Annotated[int, Meta(ge=1, le=MAX_COPIES)] = 1
    reseed: bool = False


def shown_left_out(left_out: dict[str, str]) -> str:
    """Return what a snapshot lacks as JSON for a header: printable ASCII, cut to whole entries.

    A worker names what is left out, as many things as it likes: only what is shown is looked at.
    """
    kept: dict[str, str] = {}
    room = _MAX_HEADER_CHARACTERS - _MORE_CHARACTERS
    for name, why in left_out.items():
        room -= len(_printable({name: why}))
        if room < 0:
            kept["..."] = f"{len(left_out) - len(kept)} more"
            break
        kept[name] = why
    return _printable(kept)


def _printable(entries: dict[str, str]) -> str:
    return json.dumps(entries).replace("\x7f", "\\u007f")


def _decoded(snapshot: str) -> bytes:
    try:
        return base64.b64decode(snapshot, validate=True)
    except ValueError as error:
        raise MalformedRequestError(f"`snapshot` is not base64: {error}.")


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
        "allowed_agents": list(entry.allowed_agents) if entry else [],
        "tools": tools,
        "limits": _limits(environment, settings),
    }


def _limits(environment: Environment, settings: ServerSettings) -> JsonObject:
    """Return what bounds a session; `call_cpu_s` and what follows it only where code runs."""
    names = [tool.name for tool in environment.tools]
    own: JsonObject = {}
    if environment.runs_untrusted_code:
        own = {
            "call_cpu_s": {name: environment.call_cpu_limit_s(name) for name in names},
            **msgspec.to_builtins(settings.limits),
        }
    return {
        **own,
        "call_s": {name: environment.call_deadline_s(name) for name in names},
        "grace_s": settings.calls.grace_s,
        "idle_ttl_s": settings.sessions.idle_ttl_s,
        "uncalled_ttl_s": settings.sessions.uncalled_ttl_s,
        "judged_ttl_s": settings.sessions.judged_ttl_s,
        "max_age_s": settings.sessions.max_age_s,
        "max_body_bytes": settings.calls.max_body_bytes,
    }


class SessionApi:
    """The handlers' common part: who may, which session, and how it is shown."""

    def __init__(self, service: SessionService, level: IsolationLevel) -> None:
        self.service = service
        self.level = level
        self.copies = Copies(service)
        self._chosen = ChosenIds(service.registry)
        self._keys = Keys(service.registry)

    def authorise(self, request: AnyRequest, name: str) -> None:
        """Raise BadTokenError unless the request carries the token of session `name`.

        Checked before anything is looked up: who has no token learns nothing about ids.
        """
        self.service.signer.check(_PURPOSE, name, _bearer(request))

    def find(self, request: AnyRequest, name: str) -> Session:
        """Return the live session `name`. Raises BadTokenError or the error of its end."""
        self.authorise(request, name)
        return self.service.registry.find(name)

    async def call(
        self, name: str, tool: str, arguments: bytes, key: str | None
    ) -> tuple[Answer, bool]:
        """Run a tool of session `name`, once for each `key`; whether it had run before.

        Raises what `SessionService.call` and `Keys.once` raise, and the error of the session's end.
        """

        async def run() -> Answer:
            session = self.service.registry.find(name)
            return await self.service.call(session, tool, arguments)

        if key is None:
            return await run(), False

        async def run_anyhow() -> Answer:
            # Whoever sends it again is to find its reply.
            CALLER.set(None)
            return await run()

        request = tool.encode("utf-8", "surrogatepass") + b"\0" + arguments
        return await self._keys.once(name, key, request, run_anyhow)

    async def create(self, wanted: CreateSession) -> tuple[int, JsonObject]:
        """Create a session; with a client's id, once: the same request gets the same reply.

        Returns the HTTP status, 201 or (for a reply given before) 200, and the reply.
        """
        require_isolation(self.level, wanted.min_isolation)
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
        options: dict[str, Any] = {
            "task": wanted.task,
            "seed": wanted.seed,
            "name": wanted.session_id,
            "idle_ttl_s": wanted.ttl_s,
        }
        if wanted.snapshot is None:
            return self._created(await self.service.create(wanted.environment, **options))
        self.service.served(wanted.environment)
        data = _decoded(wanted.snapshot)
        session, left_out = await self.copies.restore(wanted.environment, data, **options)
        return {**self._created(session), "left_out": left_out}

    async def fork(self, session: Session, wanted: Fork) -> JsonObject:
        """Make copies of a session and return how each is reached."""
        copies = await self.copies.fork(session, wanted.count, reseed=wanted.reseed)
        return {"sessions": [self._created(copy) for copy in copies]}

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
            "queued_s": round(session.queued_s, 6),
            "duration_s": round(session.opened_s, 6),
        }

    def show(self, name: str) -> JsonObject:
        """Return what is known of a session, live or ended. Raises UnknownSessionError."""
        session = self.service.registry.live.get(name)
        if session is not None and session.state in LIVE:
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
            return {
                "session_id": name,
                "state": session.state,
                "reason": session.reason,
                "ended_at": session.ended_at,
            }
        tombstone = self.service.registry.tombstone(name)
        if tombstone is None:
            self.service.registry.find(name)
            raise AssertionError("an unknown session was found")
        ended = {"state": tombstone.state, "reason": tombstone.reason, "ended_at": tombstone.at}
        return {"session_id": name, **ended}

    def close(self, name: str) -> JsonObject:
        """Close a session, or say how it ended before. Raises UnknownSessionError."""
        session = self.service.registry.live.get(name)
        if session is not None and session.state in LIVE:
            self.service.close(session)
            return {"status": "closed", "session_id": name}
        return {"status": "already_closed", **self.show(name)}

    def sessions(self, *shown: JsonObject) -> list[Session]:
        """Return those of the sessions that were shown which live."""
        found = (self.service.registry.live.get(each["session_id"]) for each in shown)
        return [session for session in found if session is not None]

    def _expires_at(self, session: Session) -> float:
        """Unix time at which the session expires if nobody calls it before."""
        limits = self.service.settings.sessions
        now = time.monotonic()
        idle = session.used + idle_limit(session, limits)[0] - now
        old = session.created + limits.max_age_s - now
        return time.time() + min(idle, old)
