"""A client's view of one session: cells in, named ends out, the whole reply looked at."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.attacks.service.attack import OBSERVED, BreachError

NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loopback needs none; without it every client would load the machine's certificates."""


@dataclass(frozen=True)
class Reply:
    """What came back: the `name` of its end, its body, and all of it as bytes."""

    name: str
    body: Any
    raw: bytes
    status: int

    def text(self) -> str:
        """Return it for people, cut."""
        return f"{self.status} {self.raw[-400:]!r}"


class Notebook:
    """One session under `/v1`."""

    def __init__(self, client: httpx.Client, name: str, token: str) -> None:
        self.client = client
        self.name = name
        self.token = token

    @classmethod
    def start(cls, client: httpx.Client, environment: str, **more: Any) -> Notebook:
        """Start a session; a moment without a free worker is waited out by the server."""
        body = {"environment": environment, **more}
        made = client.post("/v1/sessions", json=body).raise_for_status().json()
        return cls(client, made["session_id"], made["token"])

    @property
    def headers(self) -> dict[str, str]:
        """What proves that the session is ours."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        """The session's address."""
        return f"/v1/sessions/{self.name}"

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Make a request below the session's address."""
        return self.client.request(method, self.path + path, headers=self.headers, **more)

    def cell(self, code: str) -> Reply:
        """Run a cell. Raises BreachError for a reply without a name."""
        # In ASCII: a source may hold what no encoding takes.
        body = json.dumps({"code": code}).encode("ascii")
        return named(self.request("POST", "/tools/execute_python", content=body))

    def reward(self, answer: str) -> Reply:
        """Have the session judged as if its agent had answered so; the right answer is 42."""
        content = [{"type": "output_text", "text": f"\\boxed{{{answer}}}", "annotations": []}]
        message = {"type": "message", "role": "assistant", "content": content}
        body = {"task": {"expected_result": "42"}, "response": {"output": [message]}}
        return named(self.request("POST", "/verify", json=body))

    def close(self) -> None:
        """End it."""
        self.request("DELETE", "")


def named(response: httpx.Response) -> Reply:
    """Read a reply; every one is an observation, a verdict or an error of the one shape."""
    headers = b"".join(key + b": " + value + b"\n" for key, value in response.headers.raw)
    raw = headers + b"\n" + response.content
    try:
        body = response.json()
    except ValueError:
        raise BreachError(f"no JSON: {response.status_code} {raw[-400:]!r}")
    reply = Reply(_name(response.status_code, body), body, raw, response.status_code)
    if not reply.name:
        raise BreachError(f"an end without a name: {reply.text()}")
    return reply


def _name(status: int, body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    if status == 200 and body.get("status") in OBSERVED:
        return str(body["status"])
    if status == 200 and "reward" in body:
        return "judged"
    if status >= 400 and list(body) == ["error"] and isinstance(body["error"], dict):
        return str(body["error"].get("type", ""))
    # Text that a session made up is its own; JSON with any other status is still an observation.
    return "made_up" if status == 200 else ""
