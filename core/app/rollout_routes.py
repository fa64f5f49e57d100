"""The rollout protocol: the routes of a NeMo Gym resources server, for one served environment.

    POST /seed_session ─▶ POST /<tool> ... ─▶ POST /verify ─▶ POST /end_session
             └──── the cookie names the rollout, on every reply ────┘

A model chooses the tool's name and the agent posts it as a path, so any path may come: what is no
tool is a 404 in the error shape. `/verify` judges the transcript and never touches a session.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, Router, get, post

from ...envs.tool import unknown_tool
from ..sessions.rollouts import Rollouts
from ..sessions.service import SessionService
from ..types import JsonObject
from .aggregate import aggregate_metrics
from .bodies import json_object
from .cookies import keep_cookie, sent_cookie
from .judging import JudgingService
from .verdicts import judged, require_response

AnyRequest = Request[Any, Any, Any]

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
        "aggregate_metrics",
        "reverify_mode",
        "v1",
        "healthz",
        "readyz",
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
    path: str, name: str, service: SessionService, rollouts: Rollouts, judging: JudgingService
) -> Router:
    """Return the routes of the served environment `name` under `path`."""
    tools = [tool.name for tool in service.environments[name].tools]
    known = frozenset(tools)

    def rollout_of(request: AnyRequest) -> str | None:
        """The rollout whose cookie came; it is set again, whatever becomes of the request."""
        cookie = sent_cookie(request, name)
        return None if cookie is None else rollouts.open(cookie)

    @get("/", operation_id=f"{name}_status")
    async def status() -> dict[str, str]:
        """Say that the server is up."""
        return {"status": "ok"}

    @post("/seed_session", status_code=200, operation_id=f"{name}_seed_session")
    async def seed_session(request: AnyRequest) -> Response[bytes]:
        """Start the rollout's session (or its world over) for the task row in the body."""
        rollout = rollout_of(request)
        row = json_object(await request.body())
        rollout = await rollouts.seed(rollout, row)
        keep_cookie(request, name, rollouts.seal(rollout))
        return json_reply(b"{}")

    @post("/verify", status_code=200, operation_id=f"{name}_verify")
    async def verify(request: AnyRequest) -> Response[bytes]:
        """Judge the rollout in the body from its transcript; no session is needed or changed."""
        rollout_of(request)
        body = json_object(await request.body())
        require_response(body)
        judgement = await judging.judge(name, body)
        return json_reply(msgspec.json.encode(body | judged(judgement)))

    @post("/end_session", status_code=200, operation_id=f"{name}_end_session")
    async def end_session(request: AnyRequest) -> Response[bytes]:
        """Close the rollout's session; idempotent."""
        rollouts.end(rollout_of(request))
        return json_reply(msgspec.json.encode(_ENDED))

    @post("/aggregate_metrics", status_code=200, operation_id=f"{name}_aggregate_metrics")
    async def aggregate(request: AnyRequest) -> Response[bytes]:
        """Aggregate verify replies: per task, over all, and the numbers to watch."""
        body = json_object(await request.body())
        return json_reply(msgspec.json.encode(aggregate_metrics(body)))

    @get("/reverify_mode", operation_id=f"{name}_reverify_mode")
    async def reverify_mode() -> Response[bytes]:
        """Say that a stored rollout can be judged again: verdicts need no session."""
        return json_reply(b'"stateless"')

    @post("/{tool:str}", status_code=200, operation_id=f"{name}_call_tool")
    async def call_tool(request: AnyRequest, tool: str) -> Response[bytes]:
        """Run a tool with the arguments in the body; the reply is the observation."""
        rollout = rollout_of(request)
        query = request.scope["query_string"]
        if query or tool not in known:
            asked = f"{tool}?{query.decode('latin-1')}" if query else tool
            raise unknown_tool(asked, tools)
        arguments = json_object(await request.body())
        rollout, session = await rollouts.session(rollout)
        keep_cookie(request, name, rollouts.seal(rollout))
        answer = await service.call(session, tool, msgspec.json.encode(arguments))
        return json_reply(answer.body)

    return Router(
        path,
        tags=[f"rollout protocol: {name}"],
        route_handlers=[
            status,
            seed_session,
            verify,
            end_session,
            aggregate,
            reverify_mode,
            call_tool,
        ],
    )
