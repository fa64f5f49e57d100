"""Judging rollouts: pure functions of plain values, by name in `registry`."""

from .boxed_answer import boxed_answer, boxed_verifier, check_boxed_task
from .combine import all_of, any_of, first_valid, weighted
from .open_answer import check_open_task, open_answer, open_verifier
from .registry import verifier_names, verifier_of
from .state_match import state_match
from .verifier import Verifier

__all__ = [
    "Verifier",
    "all_of",
    "any_of",
    "boxed_answer",
    "boxed_verifier",
    "check_boxed_task",
    "check_open_task",
    "first_valid",
    "open_answer",
    "open_verifier",
    "state_match",
    "verifier_names",
    "verifier_of",
    "weighted",
]
