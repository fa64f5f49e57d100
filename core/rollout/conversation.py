"""One rollout's requests to a server, its session carried by cookies.

POST /seed_session ─▶ Set-Cookie ─┐
POST /<tool>  Cookie ◀────────────┘ ─▶ Set-Cookie ─┐ only the last reply's cookies are sent,
POST /verify  Cookie ◀─────────────────────────────┘ as agents of this protocol do
"""

from __future__ import annotations

import asyncio
import random
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx

from ..isolation import ISOLATION, MIN_ISOLATION
from ..transcript import bare_tool_name
from .jsonl import encode
from .policy import Reply

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from ..types import JsonObject

KEEP_IDLE_S: Final = 15.0
"""How long a connection waits for its next request; servers keep theirs at least twice as long."""

REQUEST_S: Final = 300.0
"""Deadline of one request: the longest call and the longest wait for a worker, and some more."""

CONNECT_S: Final = 10.0

END_S: Final = 5.0
"""Deadline of the goodbye, which nobody waits for: the server expires the session anyway."""

RETRY_S: Final = 600.0
"""How long a request that the server has no room for is tried again: some sessions' whole life."""

PAUSE_S: Final = 0.25
"""The shortest wait before that, in seconds, where `Retry-After` says less or nothing."""

_RETRIED: Final = frozenset({429, 503})

_NOT_OBSERVATIONS: Final = frozenset({401, 403, 408, 410, 425, 429})
_FAULTS_BY_TYPE: Final = frozenset({"unknown_session", "unknown_environment"})


class Fault(Exception):  # noqa: N818  # it is no error of this program
    """A rollout failed for a reason that is not the agent's: `cause` is its short name."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause
        self.message = message


def new_client(tls: ssl.SSLContext, headers: Mapping[str, str] = {}) -> httpx.AsyncClient:
    """Make an HTTP client with one connection, for one rollout after another.

    One client for many rollouts would be simpler, but httpx's pool looks at every connection for
    every request: 64 rollouts at once were then four to eight times slower. `tls` is shared because
    making it takes longer than a rollout. `headers` go with every request.
    """
    return httpx.AsyncClient(
        headers=headers,
        timeout=httpx.Timeout(REQUEST_S, connect=CONNECT_S),
        limits=httpx.Limits(max_connections=1, keepalive_expiry=KEEP_IDLE_S),
        verify=tls,
        # A proxy of the surroundings has no business between a rollout and its world.
        trust_env=False,
    )


class Conversation:
    """One session at `base` (the server's address, with the environment's path if it has one)."""

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._cookies: dict[str, str] = {}
        self._isolation: str | None = None

    @property
    def seeded(self) -> bool:
        """Whether the server has given us a session."""
        return bool(self._cookies)

    async def seed(self, row: JsonObject) -> None:
        """Start the session with its task.

        Raises Fault, also when an isolation level is asked for and the server does not know of it.
        """
        self._expect_ok(await self._post("seed_session", encode(row)))
        if MIN_ISOLATION in self._http.headers and self._isolation is None:
            raise Fault(
                "insufficient_isolation", "the server does not say how it holds its sessions"
            )

    async def call(self, name: str, arguments: str) -> Reply:
        """Call a tool and return what the agent gets to see, its own mistakes included.

        Raises Fault when the server failed: that is no observation.
        """
        body = (arguments.strip() or "{}").encode(errors="surrogatepass")
        reply = await self._post(quote(bare_tool_name(name), safe=""), body)
        if reply.status == 200 or _is_observation(reply):
            return reply
        raise _fault(reply)

    async def verify(self, row: JsonObject, response: JsonObject) -> JsonObject:
        """Ask for the verdict. Raises Fault when there is none."""
        reply = await self._post("verify", encode({**row, "response": response}))
        self._expect_ok(reply)
        return reply.json()

    async def end(self) -> None:
        """End the session. Raises Fault."""
        try:
            async with asyncio.timeout(END_S):
                self._expect_ok(await self._post("end_session", b"{}"))
        except TimeoutError:
            raise Fault("request_timeout", f"POST /end_session: no answer within {END_S:g} s")

    async def _post(self, path: str, body: bytes) -> Reply:
        """Send one request, and again while the server says that it had no room to begin it.

        To its end also when cancelled: the reply brings the cookie to end by.

        A cancelled request is given END_S to come back, or until it is cancelled once more.
        """
        loop = asyncio.get_running_loop()
        give_up = loop.time() + RETRY_S
        exchange = asyncio.ensure_future(self._exchange(path, body))
        try:
            while True:
                before = self._cookies
                reply = await asyncio.shield(exchange)
                wait_s = _wait_s(reply)
                if wait_s is None or path == "end_session" or loop.time() + wait_s > give_up:
                    return reply
                # A refusal that names no session leaves the one there is.
                self._cookies = self._cookies or before
                await asyncio.sleep(wait_s)
                exchange = asyncio.ensure_future(self._exchange(path, body))
        except asyncio.CancelledError:
            try:
                await asyncio.wait([exchange], timeout=END_S)
            finally:
                exchange.cancel()
            raise

    async def _exchange(self, path: str, body: bytes) -> Reply:
        headers = {"content-type": "application/json"}
        if self._cookies:
            headers["cookie"] = "; ".join(f"{key}={text}" for key, text in self._cookies.items())
        try:
            response = await self._http.post(f"{self._base}/{path}", content=body, headers=headers)
        except httpx.TimeoutException as error:
            raise Fault("request_timeout", f"POST /{path}: no answer ({type(error).__name__})")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Fault("transport", f"POST /{path}: {error or type(error).__name__}")
        self._cookies = _set_cookies(response)
        self._isolation = response.headers.get(ISOLATION)
        # httpx would remember them for the next rollout of this client.
        self._http.cookies.clear()
        return Reply(
            response.status_code,
            response.content.decode(errors="backslashreplace"),
            response.headers.get("retry-after"),
        )

    def _expect_ok(self, reply: Reply) -> None:
        if reply.status != 200:
            raise _fault(reply)


def _is_observation(reply: Reply) -> bool:
    """Mistakes of the model are 4xx; so are a few faults that are not the model's."""
    if not 400 <= reply.status < 500 or reply.status in _NOT_OBSERVATIONS:
        return False
    return _error(reply).get("type") not in _FAULTS_BY_TYPE


def _wait_s(reply: Reply) -> float | None:
    """How long to wait before a request is sent again; None for a reply that is to be taken.

    Only the server's own `retryable` says that nothing was done. Some more than it asks for, so
    that not all who were refused together come back together.
    """
    if reply.status not in _RETRIED or _error(reply).get("retryable") is not True:
        return None
    try:
        asked_s = float(reply.retry_after or "")
    except ValueError:
        asked_s = PAUSE_S
    if not 0 <= asked_s <= RETRY_S:
        return None
    return max(asked_s, PAUSE_S) * random.uniform(1.0, 1.5)  # spreads load only


def _fault(reply: Reply) -> Fault:
    error = _error(reply)
    cause = error.get("type")
    message = error.get("message") or reply.text[:200]
    return Fault(
        cause if isinstance(cause, str) and cause else f"http_{reply.status}",
        f"HTTP {reply.status}: {message}",
    )


def _error(reply: Reply) -> JsonObject:
    error = reply.json().get("error")
    return error if isinstance(error, dict) else {}


def _set_cookies(response: httpx.Response) -> dict[str, str]:
    cookies: dict[str, str] = {}
    for header in response.headers.get_list("set-cookie"):
        try:
            parsed = SimpleCookie(header)
        except CookieError as error:
            raise Fault("protocol", f"the server set a cookie that is none: {error}")
        cookies.update({name: morsel.coded_value for name, morsel in parsed.items()})
    return cookies
