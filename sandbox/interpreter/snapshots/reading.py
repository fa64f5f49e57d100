"""The one place that reads pickles. It runs in a session's own worker, in its jail, nowhere else.

What it reads was written by a worker and authenticated by the server; still it is believed to be
that session's program and nothing more, and can do what any cell of it can.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .anchors import Anchors
    from .parts import Token


class Reader(pickle.Unpickler):
    """Reads values one after another (`load` each), as `Pickler` wrote them."""

    def __init__(self, data: bytes, anchors: Anchors) -> None:
        super().__init__(io.BytesIO(data))
        self._anchors = anchors

    def persistent_load(self, token: Token) -> Any:
        """Return what a token means in this process."""
        return self._anchors.find(token)
