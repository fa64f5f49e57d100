"""What a client may expect of the session API: a few values, and no process, clock or network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

ENVIRONMENT: Final = "math_with_code"

SHORT_S: Final = 30.0
"""Idle time-to-live of the sessions that expire; all others live for 900 s."""

END_ERRORS: Final = {
    "closed": "session_closed",
    "expired": "session_expired",
    "lost": "session_lost",
}

State: TypeAlias = Literal["live", "closed", "expired", "lost"]


@dataclass
class Keyed:
    """What was sent with an Idempotency-Key, and the reply that it got."""

    number: int
    reply: Any


@dataclass
class Known:
    """A session as its client knows it.

    `kept` is the list in its notebook. `calls` counts its replies, `cells` those that its state
    holds. `rooted`: its calls, made again in a fresh world, give its state. `hurt`: a process of
    its worker was killed, and nobody has called it since.
    """

    name: str
    token: str
    kept: list[int] = field(default_factory=list)
    calls: int | None = 0
    cells: int = 0
    task: bool = False
    short: bool = False
    rooted: bool = True
    hurt: bool = False
    state: State = "live"
    keys: dict[str, Keyed] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """What proves that the session is ours."""
        return {"Authorization": f"Bearer {self.token}"}

    def path(self, rest: str = "") -> str:
        """The address of the session, or of something below it."""
        return f"/v1/sessions/{self.name}{rest}"

    def copy(self, name: str, token: str, *, rooted: bool) -> Known:
        """A session that begins in this one's state; how many calls it counts is its own."""
        return Known(
            name,
            token,
            list(self.kept),
            None,
            self.cells,
            self.task,
            self.short,
            self.rooted and rooted,
        )


@dataclass
class Saved:
    """A snapshot: its bytes, and the session as it was."""

    data: bytes
    of: Known


@dataclass
class Chosen:
    """An id that a client chose: the body that first used it, and the reply."""

    body: dict[str, Any]
    reply: dict[str, Any]
    known: Known


def appending(number: int) -> dict[str, str]:
    return {"code": f"kept.append({number})\nkept"}


def wanted(seed: int | None, short: bool, task: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"environment": ENVIRONMENT}
    if seed is not None:
        body["seed"] = seed
    if short:
        body["ttl_s"] = SHORT_S
    if task:
        body["task"] = {"expected_result": "5"}
    return body
