"""The Litestar application: routes and error handlers around one runtime.

bytes ─▶ uvicorn ─▶ Head ─▶ RolloutPrefix ─▶ CookieKeeper ─▶ ContentCoding ─▶ ToolCalls ─▶ Litestar
                                                                                  │           │
                                                                                  ▼           ▼
                                                                               service ◀── handlers
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from ... import __version__
from .access import is_loopback, key_guard
from .api_page import ApiPage
from .body_limits import BodyLimits
from .callers import Callers
from .content_coding import ContentCoding
from .cookies import CookieKeeper
from .errors import EXCEPTION_HANDLERS
from .head import Head
from .health_routes import health_router
from .metrics_routes import METRICS, LiveMetrics, MetricsController
from .rollout_prefix import RolloutPrefix
from .rollout_routes import rollout_router
from .runtime import Runtime
from .session_list import session_list_route
from .session_routes import session_router
from .tool_calls import ToolCalls, ToolPath


async def start_app(runtime: Runtime) -> tuple[ASGIApp, Litestar]:
    """Start the runtime in the running loop and return the ASGI application around it.

    The Litestar application is returned too; who calls this stops the runtime.
    """
    await runtime.start()
    service = runtime.service
    metrics = service.observer.metrics
    metrics.registry.register(
        LiveMetrics(service.registry, service.waiting, runtime.readiness, runtime.environments)
    )
    litestar = Litestar(
        route_handlers=_routers(runtime),
        exception_handlers=EXCEPTION_HANDLERS,
        guards=[key_guard(runtime.keys, runtime.rollouts)] if runtime.keys else [],
        state=State({METRICS: metrics}),
        request_max_body_size=runtime.settings.calls.max_body_bytes,
        openapi_config=OpenAPIConfig(
            title="Sallyport",
            version=__version__,
            description="A resources server for reinforcement learning of language-model agents.",
            use_handler_docstrings=True,
            render_plugins=[JsonRenderPlugin(), ApiPage()],
        ),
        logging_config=None,
    )
    tools: ASGIApp = ToolCalls(litestar, runtime.service, runtime.rollouts, _tool_paths(runtime))
    if runtime.settings.calls.on_disconnect == "stop":
        tools = Callers(tools)
    limits = BodyLimits(runtime.settings)
    plain = ContentCoding(tools, limits.of, metrics.error_replied)
    return Head(RolloutPrefix(CookieKeeper(plain, runtime.rollouts))), litestar


def _prefix(runtime: Runtime, name: str) -> str:
    """Where the rollout protocol of a served environment is: alone at the root, else by name."""
    return "" if len(runtime.environments) == 1 else f"/{name}"


def _tool_paths(runtime: Runtime) -> dict[str, ToolPath]:
    return {
        f"{_prefix(runtime, name)}/{tool.name}": ToolPath(name, tool.name)
        for name, environment in runtime.environments.items()
        for tool in environment.tools
    }


def _routers(runtime: Runtime) -> list[Router | type[MetricsController]]:
    alone = len(runtime.environments) == 1
    rollout_routers = [
        rollout_router(
            _prefix(runtime, name) or "/",
            name,
            runtime.service,
            runtime.rollouts[name],
            runtime.judging,
            runtime.level,
        )
        for name in runtime.environments
    ]
    return [
        *rollout_routers,
        session_router(
            runtime.service, runtime.judging, runtime.settings, runtime.level, _listing(runtime)
        ),
        MetricsController,
        health_router(runtime.readiness, () if alone else tuple(runtime.environments)),
    ]


def _listing(runtime: Runtime) -> HTTPRouteHandler:
    return session_list_route(
        runtime.service,
        runtime.jailer.memory_bytes,
        listed=bool(runtime.keys) or is_loopback(runtime.settings.host),
    )


@asynccontextmanager
async def running_app(runtime: Runtime) -> AsyncIterator[ASGIApp]:
    """Run the application for as long as the context lasts, then stop everything."""
    try:
        app, _ = await start_app(runtime)
        yield app
    finally:
        await runtime.stop()
