"""Every failure as the one error shape: what Litestar raises, what we raise, and what we missed."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap, Send

from ..errors import (
    BadTokenError,
    InternalError,
    InvalidRequestError,
    MalformedRequestError,
    MethodNotAllowedError,
    NotFoundError,
    SallyportError,
    TooLargeError,
    UnsupportedCodingError,
)
from .body_limits import limit_name
from .metrics_routes import METRICS

log = structlog.get_logger("sallyport.http")

_BY_STATUS: Final[dict[int, type[SallyportError]]] = {
    400: MalformedRequestError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: TooLargeError,
    422: InvalidRequestError,
}


def error_response(error: SallyportError) -> Response[bytes]:
    """The reply for one of our errors."""
    return Response(
        msgspec.json.encode(error.as_json()),
        status_code=error.status_code,
        media_type="application/json",
        headers=_headers(error),
    )


async def send_error(send: Send, error: SallyportError) -> None:
    """Send the reply for one of our errors where no framework would: in front of it."""
    body = msgspec.json.encode(error.as_json())
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        **_headers(error),
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status_code, "headers": encoded})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _headers(error: SallyportError) -> dict[str, str]:
    headers = {}
    retry_after_s = error.details.get("retry_after_s")
    # A number only: the details of a worker's error are the worker's to choose.
    if isinstance(retry_after_s, int):
        headers["Retry-After"] = str(retry_after_s)
    if isinstance(error, BadTokenError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, UnsupportedCodingError):
        headers["Accept-Encoding"] = ", ".join(error.details["accepted"])
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.details["allowed"])
    return headers


def _ours(request: Request[Any, Any, Any], error: SallyportError) -> Response[bytes]:
    if error.status_code >= 500:
        log.error("request_failed", type=error.type, message=error.message)
    return _counted(request, error)


def _counted(request: Request[Any, Any, Any], error: SallyportError) -> Response[bytes]:
    metrics = request.app.state.get(METRICS)
    if metrics is not None:
        metrics.error_replied(error)
    return error_response(error)


def _theirs(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        return _unforeseen(request, error)
    message = {
        404: f"No route has the path {request.scope['path'][:200]!r}.",
        405: f"{request.method} is not a method of this path; see `details.allowed`.",
        413: f"The body is larger than is taken here ({limit_name(request.scope['path'])}).",
    }.get(error.status_code, _detail(error))
    if kind is MalformedRequestError and getattr(error, "extra", None):
        # Litestar's word for JSON of the wrong shape; it is 422 in ours.
        kind = InvalidRequestError
    if kind is MethodNotAllowedError:
        return _counted(request, MethodNotAllowedError(message, allowed=_allowed(error)))
    return _counted(request, kind(message))


def _allowed(error: HTTPException) -> list[str]:
    """The methods that a path has, as Litestar names them; HEAD goes with GET (see `head`)."""
    named = (error.headers or {}).get("allow", "")
    methods = {method.strip() for method in named.split(",") if method.strip()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


_SOURCES: Final = {
    "query": "the query parameter",
    "header": "the header",
    "cookie": "the cookie",
    "path": "the path's part",
}


def _detail(error: HTTPException) -> str:
    """What is wrong, parameter by parameter where Litestar says it so."""
    extra = getattr(error, "extra", None)
    if not isinstance(extra, list):
        return f"{error.detail}: {extra}"[:500] if extra else error.detail[:500]
    parts = [
        f"{_SOURCES.get(str(getattr(each.get('source'), 'value', '')), 'the field')}"
        f" {each.get('key')!r}: {each.get('message')}"
        if isinstance(each, dict)
        else str(each)
        for each in extra
    ]
    told = f"{'; '.join(parts)}."[:500]
    return told[:1].upper() + told[1:]


def _unforeseen(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("internal_error", path=request.scope["path"], exc_info=error)
    return _counted(request, InternalError("The server failed; its log says why."))


EXCEPTION_HANDLERS: Final[ExceptionHandlersMap] = {
    SallyportError: _ours,
    HTTPException: _theirs,
    Exception: _unforeseen,
}
