"""A small server that speaks the rollout protocol and does as tool names say.

Every reply changes the session's cookie and only the newest is accepted, so a client that keeps any
other cookie, or mixes sessions up, is told 401. Tools: `echo` returns its arguments; `status_<n>`
answers with that status; `slow` takes a while; `hang_up` closes the connection;
`busy` refuses twice for want of room.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]

HANG_UP = 0


class ProtocolServer:
    """The application and what it saw; `sessions` maps an id to what was posted, in order."""

    def __init__(self, verdict: Callable[[Json], tuple[int, Any]]) -> None:
        self.verdict = verdict
        self.sessions: dict[str, list[tuple[str, Any]]] = {}
        self.ended: list[str] = []
        self.refused: dict[str, int] = {}
        self.busy = 0
        self.busiest = 0
        self.url = ""
        self._turns: dict[str, int] = {}

    async def __call__(self, scope: Json, receive: Any, send: Any) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        name = scope["raw_path"].decode().lstrip("/")
        status, reply, cookie = await self._answer(name, body, _cookie(scope))
        headers = [(b"content-type", b"application/json")]
        if status == HANG_UP:
            # A longer body is promised than ever comes.
            start = {"status": 200, "headers": [(b"content-length", b"1000")]}
            await send({"type": "http.response.start", **start})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
            raise ConnectionAbortedError
        if cookie:
            headers += [(b"set-cookie", f"sid={cookie}; Path=/; HttpOnly".encode())]
            headers += [(b"set-cookie", b"other=a; Path=/")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        text = reply if isinstance(reply, str) else json.dumps(reply)
        await send({"type": "http.response.body", "body": text.encode()})

    async def _answer(self, name: str, body: bytes, cookie: str) -> tuple[int, Any, str]:
        if name == "seed_session":
            session = f"s{len(self.sessions)}"
            self.sessions[session] = [(name, json.loads(body))]
            self._turns[session] = 0
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
            return 200, {}, f"{session}.0"
        session, _, turn = cookie.partition(".")
        if not turn or self._turns[session] != int(turn):
            return 401, {"error": {"type": "bad_token", "message": f"not {cookie!r}"}}, ""
        self._turns[session] += 1
        self.sessions[session].append((name, _decoded(body)))
        status, reply = await self._act(name, body, session)
        return status, reply, f"{session}.{self._turns[session]}"

    async def _act(self, name: str, body: bytes, session: str) -> tuple[int, Any]:
        if name == "verify":
            return self.verdict(json.loads(body))
        if name == "end_session":
            self.busy -= 1
            self.ended.append(session)
            return 200, {"success": True}
        if name == "slow":
            await asyncio.sleep(0.02)
        if name == "busy" and self.refused.get(session, 0) < 2:
            self.refused[session] = self.refused.get(session, 0) + 1
            return 429, {"error": {"type": "at_capacity", "message": "wait", "retryable": True}}
        if name == "hang_up":
            return HANG_UP, None
        if name.startswith("status_"):
            _, number, *words = name.split("_")
            kind = "_".join(words) or "of_the_test"
            return int(number), {"error": {"type": kind, "message": "as asked", "retryable": False}}
        return 200, {"output": _decoded(body)}


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return repr(body)


def _cookie(scope: Json) -> str:
    header = dict(scope["headers"]).get(b"cookie", b"").decode()
    jar = SimpleCookie(header)
    assert ("sid" in jar) == ("other" in jar), "all cookies of the last reply are sent"
    return jar["sid"].value if "sid" in jar else ""


@contextmanager
def serving(verdict: Callable[[Json], tuple[int, Any]]) -> Iterator[ProtocolServer]:
    """Serve on a free loopback port, in a thread, until the block ends."""
    application = ProtocolServer(verdict)
    config = uvicorn.Config(
        application, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        application.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.002)
            yield application
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()
