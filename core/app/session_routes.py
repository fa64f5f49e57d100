"""The session API: explicit sessions under `/v1`, for clients that want to say what they mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

import msgspec
from litestar import Response, Router, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from ..errors import InvalidRequestError
from ..sessions.service import SessionService
from ..settings import IsolationLevel, ServerSettings
from ..transcript import bare_tool_name
from ..types import JsonObject
from .access import OWN_SESSION
from .bodies import json_object, tool_arguments
from .body_limits import BodyLimits
from .callers import close_unless_read, for_its_client
from .judging import JudgingService
from .query import known_parameters
from .rollout_routes import json_reply
from .session_api import (
    IDEMPOTENCY_KEY,
    AnyRequest,
    CreateSession,
    Fork,
    SessionApi,
    described,
    shown_left_out,
)
from .verdicts import judged

T = TypeVar("T")

MAX_TASKS_PER_PAGE: Final = 1000
"""Task rows in one reply; a row is a few kilobytes."""


class VerifySession(msgspec.Struct, forbid_unknown_fields=True):
    """How a live session is judged: `response` holds the agent's messages, `task` its row."""

    task: JsonObject | None = None
    response: JsonObject | None = None


class VerifyRollout(msgspec.Struct):
    """A stored rollout: the row of `task`, and its `response`."""

    environment: str
    task: JsonObject
    response: JsonObject


def _fits(kind: type[msgspec.Struct]) -> Callable[[AnyRequest], Awaitable[None]]:
    """Make the check that a body is JSON of this very shape, before Litestar decodes it.

    Litestar's decoding fails on some of what is no JSON, and takes text for numbers.
    """

    async def check(request: AnyRequest) -> None:
        _convert(json_object(await request.body()), kind)

    return check


def session_router(
    service: SessionService,
    judging: JudgingService,
    settings: ServerSettings,
    level: IsolationLevel,
    listing: HTTPRouteHandler,
) -> Router:
    """Return the routes under `/v1`; `listing` is one of them, made elsewhere."""
    api = SessionApi(service, level)
    limits = BodyLimits(settings)
    return Router(
        "/v1",
        tags=["session API"],
        guards=[known_parameters],
        route_handlers=[
            *_environment_routes(service, settings, level),
            listing,
            *_lifecycle_routes(api, limits.create),
            *_world_routes(api, judging, limits.verify),
            *_copy_routes(api),
            _verify_route(judging, limits.verify),
        ],
    )


def _environment_routes(
    service: SessionService, settings: ServerSettings, level: IsolationLevel
) -> list[HTTPRouteHandler]:
    isolation = {"isolation": {"level": level}}
    given: dict[str, Sequence[JsonObject]] = {
        each.name: each.tasks for each in settings.environments if each.tasks is not None
    }

    @get("/environments")
    async def list_environments() -> dict[str, Any]:
        """List what is served: tools, limits, and what each environment is for."""
        shown = [described(name, each, settings) for name, each in service.environments.items()]
        return {"environments": shown, **isolation}

    @get("/environments/{name:str}")
    async def show_environment(name: FromPath[str]) -> dict[str, Any]:
        """Show one served environment."""
        return described(name, service.served(name), settings) | isolation

    # In a thread: an environment may make its tasks when first asked, for a quarter of a second.
    @get("/environments/{name:str}/tasks", sync_to_thread=True)
    def list_tasks(
        name: FromPath[str],
        split: FromQuery[str | None] = None,
        offset: Annotated[int, QueryParameter(ge=0)] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=MAX_TASKS_PER_PAGE)] = 100,
    ) -> dict[str, Any]:
        """List task rows; `split` keeps the rows whose `split` it is."""
        environment = service.served(name)
        rows = given[name] if name in given else environment.tasks()
        if split is not None:
            rows = [row for row in rows if row.get("split", "train") == split]
        page = list(rows[offset : offset + limit])
        return {"tasks": page, "total": len(rows), "offset": offset, "limit": limit}

    return [list_environments, show_environment, list_tasks]


def _lifecycle_routes(api: SessionApi, max_body_bytes: int) -> list[HTTPRouteHandler]:
    @post(
        "/sessions",
        before_request=_fits(CreateSession),
        request_max_body_size=max_body_bytes,
    )
    async def create_session(
        request: AnyRequest, data: JSONBody[CreateSession]
    ) -> Response[JsonObject]:
        """Start a session, from a snapshot if one is given.

        With a `session_id` of the client's the call is idempotent.
        """
        status, shown = await for_its_client(
            request,
            api.service,
            api.create(data),
            # Who chose the id asks for it again, and is to find its session.
            lambda made: () if data.session_id else api.sessions(made[1]),
        )
        return Response(shown, status_code=status)

    @get("/sessions/{session_id:str}", opt=OWN_SESSION)
    async def show_session(request: AnyRequest, session_id: FromPath[str]) -> dict[str, Any]:
        """Show a session's state, counters and limits, also after its end."""
        api.authorise(request, session_id)
        return api.show(session_id)

    @delete("/sessions/{session_id:str}", status_code=200, opt=OWN_SESSION)
    async def close_session(request: AnyRequest, session_id: FromPath[str]) -> dict[str, Any]:
        """Close a session; idempotent."""
        api.authorise(request, session_id)
        return api.close(session_id)

    return [create_session, show_session, close_session]


def _world_routes(
    api: SessionApi, judging: JudgingService, max_verify_bytes: int
) -> list[HTTPRouteHandler]:
    @post("/sessions/{session_id:str}/tools/{tool:str}", status_code=200, opt=OWN_SESSION)
    async def call_session_tool(
        request: AnyRequest, session_id: FromPath[str], tool: FromPath[str]
    ) -> Response[bytes]:
        """Run a tool with the arguments in the body; the reply is the observation.

        With an `Idempotency-Key` it runs once, however often it is sent.
        """
        api.authorise(request, session_id)
        key = request.headers.get(IDEMPOTENCY_KEY)
        arguments = msgspec.json.encode(tool_arguments(await request.body()))
        answer, again = await api.call(session_id, bare_tool_name(tool), arguments, key)
        reply = json_reply(answer.body)
        if again:
            reply.headers["Idempotent-Replayed"] = "true"
        reply.headers["X-Queued-S"] = f"{answer.queued_s:.6f}"
        reply.headers["X-Duration-S"] = f"{answer.duration_s:.6f}"
        return reply

    @get("/sessions/{session_id:str}/state", opt=OWN_SESSION)
    async def export_session(request: AnyRequest, session_id: FromPath[str]) -> Response[bytes]:
        """Export the session's state: what a verifier sees."""
        return json_reply(await api.service.export(api.find(request, session_id)))

    @post(
        "/sessions/{session_id:str}/verify",
        status_code=200,
        opt=OWN_SESSION,
        request_max_body_size=max_verify_bytes,
    )
    async def verify_session(request: AnyRequest, session_id: FromPath[str]) -> dict[str, Any]:
        """Judge the live session by its journal and exported state; no replay."""
        session = api.find(request, session_id)
        wanted = _convert(json_object(await request.body()), VerifySession)
        body = {"task": wanted.task, "response": wanted.response}
        return judged(await judging.judge_session(session, body))

    return [call_session_tool, export_session, verify_session]


def _copy_routes(api: SessionApi) -> list[HTTPRouteHandler]:
    @post("/sessions/{session_id:str}/fork", status_code=201, opt=OWN_SESSION)
    async def fork_session(request: AnyRequest, session_id: FromPath[str]) -> dict[str, Any]:
        """Make `count` independent copies of a session: its state, databases, scratch files.

        With `reseed` their random numbers differ. All are made or none; a session that cannot be
        copied is refused (409 `not_copyable`), and what is in the way is named.
        """
        session = api.find(request, session_id)
        wanted = _convert(json_object(await request.body()), Fork)

        made = await api.fork(session, wanted)
        close_unless_read(request, api.service, api.sessions(*made["sessions"]))
        return made

    @get(
        "/sessions/{session_id:str}/snapshot",
        media_type="application/octet-stream",
        opt=OWN_SESSION,
    )
    async def take_snapshot(request: AnyRequest, session_id: FromPath[str]) -> Response[bytes]:
        """Return the session's state as bytes, from which `POST /v1/sessions` starts another.

        The header `X-Left-Out` names, as JSON, what is not in them, and why.
        """
        data, left_out = await api.copies.snapshot(api.find(request, session_id))
        headers = {"X-Left-Out": shown_left_out(left_out)}
        return Response(data, media_type="application/octet-stream", headers=headers)

    return [fork_session, take_snapshot]


def _verify_route(judging: JudgingService, max_body_bytes: int) -> HTTPRouteHandler:
    @post(
        "/verify",
        status_code=200,
        before_request=_fits(VerifyRollout),
        request_max_body_size=max_body_bytes,
    )
    async def verify_rollout(data: JSONBody[VerifyRollout]) -> dict[str, Any]:
        """Judge a stored rollout; no session is needed."""
        body = {**data.task, "response": data.response}
        return judged(await judging.judge(data.environment, body))

    return verify_rollout


def _convert(body: JsonObject, kind: type[T]) -> T:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequestError(f"The body does not fit: {error}.")
