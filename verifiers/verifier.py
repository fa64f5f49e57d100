"""The one shape that every verifier has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..core.transcript import Transcript
from ..core.types import State, Task, Verdict

Verifier: TypeAlias = Callable[[Task, Transcript, State], Verdict]
"""A pure, total function of plain values: the same arguments give the same verdict anywhere, and
they are not changed. The reward is finite and within [0, 1]. It raises InvalidTaskError for a task
that cannot be judged, and nothing else, whatever the transcript and the state hold."""
