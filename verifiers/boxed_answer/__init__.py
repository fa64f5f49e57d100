"""Judging boxed answers; `verifier` is where to begin reading."""

from .comparison import compare
from .options import AnswerOptions
from .outcome import Comparison
from .scalars import DECIMAL_TOLERANCE
from .task import check_boxed_task
from .verifier import boxed_answer, boxed_verifier, find_answer

__all__ = [
    "DECIMAL_TOLERANCE",
    "AnswerOptions",
    "Comparison",
    "boxed_answer",
    "boxed_verifier",
    "check_boxed_task",
    "compare",
    "find_answer",
]
