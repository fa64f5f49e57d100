"""Carrying a session's Python into another process, by bytes.

    Parts ─▶ taking: a forked copy writes ─▶ bytes, and what could not be written ─▶ (front door)
                                                                                          │
    Parts of a fresh interpreter ◀─ bringing back: unpickled, in a jail of its own ◀──────┘

Loaded in workers only. Reading such bytes runs the code in them, which is what their session could
have run anyway; nothing outside a jail ever reads them.
"""

from __future__ import annotations

from .bringing import bring_back
from .parts import Parts
from .taking import take

__all__ = ["Parts", "bring_back", "take"]
