"""How large a body may be, by its path: each limit once, for plain bodies and for packed ones."""

from __future__ import annotations

from typing import Final

from ..sessions.journal import MAX_JOURNAL_BYTES
from ..settings import ServerSettings

_VERIFY: Final = ("/verify", "/aggregate_metrics")
"""Ends the path of every route that judges, and of the one that takes a whole run's verdicts."""

_SESSIONS: Final = "/v1/sessions"
"""Starts a session, perhaps from a snapshot."""


class BodyLimits:
    """The bytes that each kind of route takes."""

    def __init__(self, settings: ServerSettings) -> None:
        calls = settings.calls
        self.call = calls.max_body_bytes
        self.verify = settings.verify.max_body_bytes
        # A snapshot comes in base64, which takes four bytes for three.
        self.create = self.call + (calls.max_frame_bytes + MAX_JOURNAL_BYTES) * 4 // 3

    def of(self, path: str) -> int:
        """The limit of a path's bodies, in bytes."""
        if path.endswith(_VERIFY):
            return self.verify
        return self.create if path == _SESSIONS else self.call


def limit_name(path: str) -> str:
    """The setting that a body of this path was over."""
    return "verify.max_body_bytes" if path.endswith(_VERIFY) else "calls.max_body_bytes"
