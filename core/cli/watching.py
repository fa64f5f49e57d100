"""What `sallyport top` shows: a look at a server's sessions, and the table of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Self

import httpx
import msgspec
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..errors import NotReadyError
from ..rollout.conversation import CONNECT_S
from .api_key import key_headers, shown_url
from .output import UNBROKEN_COLUMNS

if TYPE_CHECKING:
    from types import TracebackType

    from ..types import JsonObject

_PAGE: Final = 1000
"""Sessions asked for at once: the most that a server gives."""

_HEADINGS: Final = (
    *("session", "state", "age", "idle", "calls"),
    *("environment", "last call", "status", "memory"),
)
_ALWAYS: Final = frozenset({"session", "state", "age", "idle", "calls", "environment"})
_NUMBERS: Final = frozenset({"age", "idle", "calls", "memory"})

_GAP: Final = 1
"""Columns between two headings: more would not leave room for an id in 80."""

_MOST_ID: Final = 40
"""Columns of an id: those of the server's own need 36, a client's may be any length."""

_LEAST_NAME: Final = 6
"""Columns of an environment's name."""

_STATES: Final = {"busy": "green", "ready": "", "starting": "yellow"}
"""States and their colours; every other one is an end, red."""


class Look(msgspec.Struct, frozen=True):
    """The sessions at one moment; `total` counts those too that are not among `sessions`.

    `waiting`: sessions that wait for room to start.
    """

    url: str
    sessions: list[JsonObject]
    total: int
    waiting: int = 0


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
                return Look(shown_url(self._url), sessions[:limit], page["total"], page["waiting"])

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


def table(look: Look, columns: int = UNBROKEN_COLUMNS) -> Group:
    """Return the table of a look, a line a session, with a line above it that sums it up.

    Ids are those of log and journal, whole. Where `columns` are few, the last headings give way,
    and what is left of them to the environment's name.
    """
    states = Counter(session["state"] for session in look.sessions)
    summed = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    title = f"{look.url}: {look.total} sessions"
    title += f" ({summed})" if summed else ""
    title += f", {look.waiting} waiting for room" if look.waiting else ""
    rows = [_row(session) for session in look.sessions]
    widths = {
        heading: max([len(heading), *(row[heading].cell_len for row in rows)])
        for heading in _HEADINGS
    }
    widths["session"] = min(widths["session"], _MOST_ID)
    shown = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False)
    left = columns
    for heading in _HEADINGS:
        width = widths[heading]
        if heading == "environment":
            width = min(width, max(left, _LEAST_NAME))
        if heading not in _ALWAYS and width > left:
            break
        left -= width + _GAP
        shown.add_column(
            heading,
            width=width,
            no_wrap=True,
            overflow="ellipsis",
            justify="right" if heading in _NUMBERS else "left",
        )
    for row in rows:
        shown.add_row(*(row[heading] for heading in _HEADINGS[: len(shown.columns)]))
    more = look.total - len(look.sessions)
    below = [Text(f"{more} more", "dim")] if more > 0 else []
    return Group(Text(title, "bold", no_wrap=True, overflow="ellipsis"), shown, *below)


def _row(session: JsonObject) -> dict[str, Text]:
    state, status = session["state"], session["last_status"]
    return {
        "session": Text(session["session_id"]),
        "state": Text(state, _STATES.get(state, "red")),
        "age": Text(duration(session["age_s"])),
        "idle": Text(duration(session["idle_s"])),
        "calls": Text(str(session["calls"])),
        "environment": Text(session["environment"]),
        "last call": Text(session["last_tool"] or ""),
        "status": Text(status or "", "" if status in {None, "ok"} else "yellow"),
        "memory": Text(size(session["memory_bytes"])),
    }


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
