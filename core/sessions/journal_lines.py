r"""The lines of a journal on disk: JSON, one object a line, told apart by `kind`.

    {"kind":"session", ...}     who, which environment, seed, task
    {"kind":"call", ...}        tool, arguments, observation or error, status, times
    {"kind":"seed", ...}        the rollout protocol seeded the session once more
    {"kind":"end", ...}         closed, expired or lost, and why

`n` counts the lines of a file from 0: where a number is missing, a line could not be written. What
is in them is what came over HTTP in bodies, never in headers: no token, cookie or key.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from ..types import JsonObject

VERSION: Final = 1
"""Of this format; another one is refused rather than read wrongly."""


NOTHING: Final = msgspec.Raw(b"")
"""Stands for an observation that is not there. Left out of a line, and what one without it has."""


class SessionLine(
    msgspec.Struct, frozen=True, kw_only=True, tag="session", tag_field="kind", omit_defaults=True
):
    """The session. `environment` is the served name, `world` the environment's own.

    `past` calls, which the following lines hold, were made before by the session that this one is
    a copy of; when not `rooted`, they do not lead to its state, for its random numbers are others.
    """

    n: int
    version: int
    at: float
    session_id: str
    environment: str
    world: str
    seed: int
    task: JsonObject | None
    past: int = 0
    rooted: bool = True
    rollout_id: str | None = None


class CallLine(
    msgspec.Struct, frozen=True, kw_only=True, tag="call", tag_field="kind", omit_defaults=True
):
    """One call. Either `observation` or `error` is there, unless the observation was forgotten.

    `took_effect`: the session's state is from after it. `at` is the Unix time of its answer;
    `queued_s` it waited for its turn, `duration_s` it ran.
    """

    n: int
    at: float
    tool: str
    arguments: msgspec.Raw
    status: str
    observation: msgspec.Raw = NOTHING
    error: JsonObject | None = None
    took_effect: bool = True
    queued_s: float = 0.0
    duration_s: float = 0.0
    rollout_id: str | None = None


class SeedLine(
    msgspec.Struct, frozen=True, kw_only=True, tag="seed", tag_field="kind", omit_defaults=True
):
    """The session was seeded again with `task`; `restarted`: its world began anew."""

    n: int
    at: float
    restarted: bool
    task: JsonObject | None = None


class EndLine(
    msgspec.Struct, frozen=True, kw_only=True, tag="end", tag_field="kind", omit_defaults=True
):
    """The session ended."""

    n: int
    at: float
    state: str
    reason: str


Line: TypeAlias = SessionLine | CallLine | SeedLine | EndLine


def encode_line(line: Line) -> bytes:
    """Return the line with its newline.

    Raw JSON within it may be spread over lines by the worker that wrote it; a line break can only
    stand between its tokens, so that a space does as well.
    """
    return msgspec.json.encode(line).replace(b"\n", b" ").replace(b"\r", b" ") + b"\n"


def decode_line(text: bytes) -> Line:
    """Read a line. Raises msgspec.DecodeError (or ValidationError) for what is none."""
    return _DECODER.decode(text)


_DECODER: Final[msgspec.json.Decoder[Line]] = msgspec.json.Decoder(Line)
