"""One session over the session API: opened, called, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import httpx

from ..errors import NotReadyError
from .conversation import CONNECT_S, REQUEST_S

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from ..types import JsonObject


class SessionClient:
    """A server's session API; `headers` go with every request.

    Methods raise NotReadyError when the server does not answer, or not as it should.
    """

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        self._http = httpx.Client(
            base_url=base,
            headers=headers,
            timeout=httpx.Timeout(REQUEST_S, connect=CONNECT_S),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def environments(self) -> dict[str, str]:
        """Return what is served: the environment's own name by the served one."""
        listed = self._json("GET", "/v1/environments")["environments"]
        return {each["name"]: each["environment"] for each in listed}

    def open(self, environment: str, seed: int, task: JsonObject | None) -> JsonObject:
        """Start a session and return the reply to that."""
        body = {"environment": environment, "seed": seed, "task": task}
        return self._json("POST", "/v1/sessions", json=body)

    def call(self, session: JsonObject, tool: str, arguments: bytes) -> httpx.Response:
        """Call a tool and return the reply, whatever it is."""
        path = f"/v1/sessions/{session['session_id']}/tools/{quote(tool, safe='')}"
        return self._send("POST", path, content=arguments, headers=_token(session))

    def close(self, session: JsonObject) -> None:
        """End a session."""
        path = f"/v1/sessions/{session['session_id']}"
        self._json("DELETE", path, headers=_token(session))

    def _json(self, method: str, path: str, **more: Any) -> JsonObject:
        reply = self._send(method, path, **more)
        try:
            body: JsonObject = reply.json()
        except ValueError:
            body = {}
        if not reply.is_success:
            message = body.get("error", {}).get("message", reply.text[:200])
            raise NotReadyError(f"{method} {path}: HTTP {reply.status_code}: {message}")
        return body

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise NotReadyError(f"{method} {path}: {error or type(error).__name__}")


def _token(session: JsonObject) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}
