"""Sessions of the session API, as a client has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.serving import error_of

if TYPE_CHECKING:
    import httpx

    from sallyport.core.types import JsonObject

ROUTES: Final = [
    ("GET", ""),
    ("GET", "/state"),
    ("POST", "/tools/echo"),
    ("POST", "/verify"),
    ("DELETE", ""),
]
"""Method and path of every route of a session, below its own path."""


class Open:
    """A session that a client opened, and its token."""

    def __init__(self, http: httpx.Client, environment: str = "faulty", **more: Any) -> None:
        self.http = http
        reply = http.post("/v1/sessions", json={"environment": environment, **more})
        assert reply.status_code == 201, reply.text
        self.made: JsonObject = reply.json()
        self.at = f"/v1/sessions/{self.made['session_id']}"
        self.headers = {"Authorization": f"Bearer {self.made['token']}"}

    def request(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        return self.http.request(method, f"{self.at}{path}", headers=self.headers, **more)

    def call(self, tool: str, **arguments: Any) -> httpx.Response:
        return self.request("POST", f"/tools/{tool}", json=arguments)

    def remember(self, text: str) -> Any:
        return self.call("remember", text=text).json()["output"]


def said(text: str) -> JsonObject:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def failure(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, error_of(reply)["type"]
