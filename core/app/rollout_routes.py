"""The rollout protocol: the routes of a NeMo Gym resources server, for one served environment.

    POST /seed_session ─▶ POST /<tool> ... ─▶ POST /verify ─▶ POST /end_session
             └──── the cookie names the rollout, on every reply ────┘

A model chooses the tool's name and the agent posts it as a path, so any path may come: what is no
tool is a 404 in the error shape. `/verify` judges the transcript and needs no session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec
import structlog
from litestar import Request, Response, Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from ...envs.tool import unknown_tool
from ..errors import SallyportError
from ..isolation import ISOLATION, MIN_ISOLATION, require_isolation
from ..sessions.rollouts import Rollouts
from ..sessions.service import SessionService
from ..sessions.typed import TypedSessions
from ..settings import IsolationLevel, ServerSettings
from ..transcript import bare_tool_name
from ..types import JsonObject
from .access import ROLLOUT
from .aggregate import aggregate_metrics
from .bodies import json_object, tool_arguments
from .callers import close_unless_read, for_its_client
from .cookies import keep_cookie, sent_cookie
from .judging import JudgingService
from .masked import is_maskable, masked_error, masked_judgement, row_value, wants_masked
from .rollout_prefix import named_rollout
from .tool_calls import raise_failure
from .typed_bodies import TypedClose, TypedSeed, converted, is_typed
from .verdicts import judged, stored_rollout

log = structlog.get_logger("sallyport.http")

AnyRequest = Request[Any, Any, Any]

RolloutOf: TypeAlias = Callable[[AnyRequest], str | None]
"""Names the rollout whose cookie came with a request; raises BadTokenError for a forged one."""

_ENDED: Final[JsonObject] = {
    "success": True,
    "stdout": "",
    "stderr": "",
    "error_message": None,
    "result": None,
}

CONTROL_ROUTES: Final = frozenset(
    {
        "seed_session",
        "verify",
        "end_session",
        "close_session",
        "aggregate_metrics",
        "reverify_mode",
        "v1",
        "healthz",
        "readyz",
        "livez",
        "health",
        "metrics",
        "schema",
        "ng-rollout",
    }
)
"""Names that no tool may have: they are routes, here or at the root."""


def json_reply(body: bytes) -> Response[bytes]:
    """Return a 200 whose body is JSON already."""
    return Response(body, status_code=200, media_type="application/json")


def rollout_router(
    path: str,
    name: str,
    service: SessionService,
    rollouts: Rollouts,
    judging: JudgingService,
    level: IsolationLevel,
) -> Router:
    """Return the routes of the served environment `name` under `path`; `level` is in force."""
    typed = TypedSessions(service, rollouts)

    def rollout_of(request: AnyRequest) -> str | None:
        """The rollout whose cookie came; it is set again, whatever becomes of the request."""
        cookie = sent_cookie(request, name)
        return None if cookie is None else rollouts.open(cookie)

    return Router(
        path,
        tags=[f"rollout protocol: {name}"],
        opt={ROLLOUT: name},
        route_handlers=[
            *_session_routes(name, service, rollouts, typed, rollout_of, level),
            *_judging_routes(name, judging, rollouts, typed, rollout_of, service.settings),
            _tool_route(name, service, rollouts, rollout_of),
        ],
    )


def _session_routes(
    name: str,
    service: SessionService,
    rollouts: Rollouts,
    typed: TypedSessions,
    rollout_of: RolloutOf,
    level: IsolationLevel,
) -> list[HTTPRouteHandler]:
    @get("/", operation_id=f"{name}_status")
    async def status() -> dict[str, str]:
        """Say that the server is up."""
        return {"status": "ok"}

    @post("/seed_session", status_code=200, operation_id=f"{name}_seed_session")
    async def seed_session(request: AnyRequest) -> Response[bytes]:
        """Start the rollout's session (or its world over) for the task row in the body.

        A typed body starts a session under its own id, and gets that back.
        """
        sent = rollout_of(request)
        wanted = request.headers.get(MIN_ISOLATION)
        require_isolation(level, wanted)
        row = json_object(await request.body())
        if is_typed(row):
            return await seed_typed(request, converted(row, TypedSeed))
        rollout, _ = await for_its_client(
            request,
            service,
            rollouts.seed(sent, row, named_rollout(request.scope)),
            lambda made: [made[1]] if sent is None else (),
        )
        keep_cookie(request, name, rollouts.seal(rollout))
        reply = json_reply(b"{}")
        if wanted is not None:
            reply.headers[ISOLATION] = level
        return reply

    async def seed_typed(request: AnyRequest, seed: TypedSeed) -> Response[bytes]:
        rollout, _ = await for_its_client(
            request,
            service,
            typed.seed(
                seed.resources_session_id,
                seed.episode_id.key,
                msgspec.json.encode(seed, order="deterministic"),
                seed.task_data,
                named_rollout(request.scope) or seed.episode_id.key,
            ),
            # It is asked for again under its id.
            lambda _: (),
        )
        keep_cookie(request, name, rollouts.seal(rollout))
        return json_reply(msgspec.json.encode({"resources_session_id": seed.resources_session_id}))

    @post("/close_session", status_code=200, operation_id=f"{name}_close_session")
    async def close_session(request: AnyRequest) -> Response[bytes]:
        """Close a typed session; idempotent, and final for its id, also if it was never seeded."""
        wanted = converted(json_object(await request.body()), TypedClose)
        await typed.close(wanted.resources_session_id, wanted.episode_id.key)
        reply = {"resources_session_id": wanted.resources_session_id}
        return json_reply(msgspec.json.encode(reply))

    @post("/end_session", status_code=200, operation_id=f"{name}_end_session")
    async def end_session(request: AnyRequest) -> Response[bytes]:
        """Close the rollout's session; idempotent."""
        rollouts.end(rollout_of(request))
        return json_reply(msgspec.json.encode(_ENDED))

    return [status, seed_session, close_session, end_session]


def _judging_routes(
    name: str,
    judging: JudgingService,
    rollouts: Rollouts,
    typed: TypedSessions,
    rollout_of: RolloutOf,
    settings: ServerSettings,
) -> list[HTTPRouteHandler]:
    @post(
        "/verify",
        status_code=200,
        operation_id=f"{name}_verify",
        request_max_body_size=settings.verify.max_body_bytes,
    )
    async def verify(request: AnyRequest) -> Response[bytes]:
        """Judge the rollout in the body from its transcript; no session is needed.

        One that the cookie or the path names is marked as judged, and ends soon if not used again.
        """
        named = named_rollout(request.scope)
        meant = rollouts.meant(rollout_of(request), named)
        known = named is not None or typed.knows(meant)
        body = stored_rollout(await request.body())
        masked = wants_masked(settings.rollouts, body, named_rollout=known)
        try:
            shown = judged(await judging.judge(name, body))
        except SallyportError as error:
            if not masked or not is_maskable(error):
                raise
            log.warning("rollout_masked", type=error.type, message=error.message)
            shown = masked_error(error, row_value(body, "instance_config"))
        else:
            if masked and not shown["valid"]:
                config = row_value(body, "instance_config")
                shown = masked_judgement(shown["failure_reason"], config)
        # Also where judging failed: from the transcript it can be tried again without the session.
        rollouts.judged(meant)
        return json_reply(msgspec.json.encode(body | shown))

    @post(
        "/aggregate_metrics",
        status_code=200,
        operation_id=f"{name}_aggregate_metrics",
        request_max_body_size=settings.verify.max_body_bytes,
    )
    async def aggregate(request: AnyRequest) -> Response[bytes]:
        """Aggregate verify replies: per task, over all, and the numbers to watch."""
        body = json_object(await request.body())
        # In a thread: thousands of rows take a tenth of a second.
        metrics = await asyncio.to_thread(aggregate_metrics, body)
        return json_reply(msgspec.json.encode(metrics))

    @get("/reverify_mode", operation_id=f"{name}_reverify_mode")
    async def reverify_mode() -> Response[bytes]:
        """Say that a stored rollout can be judged again: verdicts need no session."""
        return json_reply(b'"stateless"')

    return [verify, aggregate, reverify_mode]


def _tool_route(
    name: str, service: SessionService, rollouts: Rollouts, rollout_of: RolloutOf
) -> HTTPRouteHandler:
    tools = [tool.name for tool in service.environments[name].tools]
    known = frozenset(tools)

    @post("/{tool:str}", status_code=200, operation_id=f"{name}_call_tool")
    async def call_tool(request: AnyRequest, tool: FromPath[str]) -> Response[bytes]:
        """Run a tool with the arguments in the body; the reply is the observation."""
        raise_failure(request.scope)
        sent = rollout_of(request)
        query = request.scope["query_string"]
        tool = bare_tool_name(tool)
        if query or tool not in known:
            asked = f"{tool}?{query.decode('latin-1')}" if query else tool
            raise unknown_tool(asked, tools)
        arguments = tool_arguments(await request.body())
        rollout, session = await for_its_client(
            request,
            service,
            rollouts.session(sent, named_rollout(request.scope)),
            lambda made: [made[1]] if sent is None else (),
        )
        keep_cookie(request, name, rollouts.seal(rollout))
        answer = await service.call(session, tool, msgspec.json.encode(arguments))
        close_unless_read(request, service, [session] if sent is None else ())
        return json_reply(answer.body)

    return call_tool
