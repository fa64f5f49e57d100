"""What `sallyport top` shows: a look at a server's sessions, and the table of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Self

import httpx
import msgspec
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..errors import NotReadyError
from ..rollout.conversation import CONNECT_S
from .api_key import key_headers, shown_url

if TYPE_CHECKING:
    from types import TracebackType

    from ..types import JsonObject

_PAGE: Final = 1000
"""Sessions asked for at once: the most that a server gives."""

_SHORT_ID: Final = 12

_STATES: Final = {"busy": "green", "ready": "", "starting": "yellow"}
"""States and their colours; every other one is an end, red."""


class Look(msgspec.Struct, frozen=True):
    """The sessions at one moment; `total` counts those too that are not among `sessions`."""

    url: str
    sessions: list[JsonObject]
    total: int


class Server:
    """A running server, to be looked at."""

    def __init__(self, url: str, key: str | None, environment: str | None) -> None:
        self._url = url
        self._chosen = {} if environment is None else {"environment": environment}
        self._http = httpx.Client(
            base_url=url, headers=key_headers(key), timeout=CONNECT_S, trust_env=False
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

    def look(self, limit: int | None) -> Look:
        """Return the live sessions, at most `limit`. Raises NotReadyError when it cannot."""
        sessions: list[JsonObject] = []
        while True:
            wanted = _PAGE if limit is None else min(_PAGE, limit - len(sessions))
            page = self._page(len(sessions), max(1, wanted))
            sessions += page["sessions"]
            full = limit is not None and len(sessions) >= limit
            if full or not page["sessions"] or len(sessions) >= page["total"]:
                return Look(shown_url(self._url), sessions[:limit], page["total"])

    def _page(self, offset: int, limit: int) -> JsonObject:
        query: dict[str, Any] = {"offset": offset, "limit": limit, **self._chosen}
        try:
            reply = self._http.get("/v1/sessions", params=query)
            body = reply.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotReadyError(f"{shown_url(self._url)} does not answer: {error}")
        if reply.status_code != httpx.codes.OK or "sessions" not in body:
            error_ = body.get("error", {})
            raise NotReadyError(
                f"{shown_url(self._url)} lists no sessions: {error_.get('message', reply.text)}"
            )
        shown: JsonObject = body
        return shown


def table(look: Look) -> Group:
    """Return the table of a look, with a line above it that sums it up."""
    states = Counter(session["state"] for session in look.sessions)
    summed = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    title = f"{look.url}: {look.total} sessions"
    title += f" ({summed})" if summed else ""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("session", "environment", "state"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("age", "idle", "calls"):
        shown.add_column(heading, justify="right")
    for heading in ("last call", "status"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("memory", justify="right")
    for session in look.sessions:
        shown.add_row(*_row(session))
    left = look.total - len(look.sessions)
    below = [Text(f"{left} more", "dim")] if left > 0 else []
    return Group(Text(title, "bold"), shown, *below)


def _row(session: JsonObject) -> list[Text]:
    state, status = session["state"], session["last_status"]
    return [
        Text(short_id(session["session_id"])),
        Text(session["environment"]),
        Text(state, _STATES.get(state, "red")),
        Text(duration(session["age_s"])),
        Text(duration(session["idle_s"])),
        Text(str(session["calls"])),
        Text(session["last_tool"] or ""),
        Text(status or "", "" if status in {None, "ok"} else "yellow"),
        Text(size(session["memory_bytes"])),
    ]


def short_id(name: str) -> str:
    """Return enough of an id to tell it by: what is random of the server's own, else the start.

    >>> short_id("0-0-0123456789abcdef0123456789abcdef"), short_id("run-7")
    ('0123456789ab', 'run-7')
    """
    own = name.split("-")
    random = own[2] if len(own) == 3 and len(own[2]) == 32 else name
    return random[:_SHORT_ID]


def duration(seconds: float) -> str:
    """Return seconds for a narrow column.

    >>> duration(0.25), duration(75), duration(7380)
    ('0.2s', '1m15s', '2h03m')
    """
    if seconds < 60:
        return f"{seconds:.1f}s" if seconds < 10 else f"{seconds:.0f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest:02d}s" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02d}m"


def size(bytes_: int | None) -> str:
    """Return a size in MiB; nothing for one that is not known."""
    return "" if bytes_ is None else f"{bytes_ / 2**20:.1f} MiB"
