"""Judging end states; `verifier` is where to begin reading."""

from .difference import differences
from .exports import read_export
from .outcome import outcome_match
from .strict import strict_match
from .verifier import Match, state_match

__all__ = ["Match", "differences", "outcome_match", "read_export", "state_match", "strict_match"]
