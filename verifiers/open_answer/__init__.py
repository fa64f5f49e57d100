"""Judging short free-form answers; `verifier` is where to begin reading."""

from .normal_form import normal_form
from .task import OpenTask, check_open_task
from .verifier import OpenOptions, open_answer, open_verifier

__all__ = [
    "OpenOptions",
    "OpenTask",
    "check_open_task",
    "normal_form",
    "open_answer",
    "open_verifier",
]
