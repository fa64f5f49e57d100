"""Query parameters: one that a route does not have is told, not passed over in silence.

?limt=5 ─▶ guard ─▶ 422 "There is no query parameter 'limt' here. Did you mean 'limit'?"
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import QueryParameter

from ...envs.tool import closest
from ..errors import InvalidRequestError


async def known_parameters(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard a route's query: raise InvalidRequestError for a parameter that it does not have.

    A coroutine, since the framework would run a plain function in a thread for every request.
    """
    if not connection.query_params:
        return
    known = [
        name
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    ]
    for name in connection.query_params:
        if name not in known:
            near = closest(name, known)
            raise InvalidRequestError(
                f"There is no query parameter {name[:100]!r} here. "
                + (f"Did you mean {near[0]!r}? " if near else "")
                + f"This path takes {', '.join(known) or 'none'}.",
                parameter=name[:100],
                known=known,
            )
