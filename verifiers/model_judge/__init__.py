"""Judging by a model: what is asked, how it is fenced, and what a reply says; pure throughout.

verdict, undecided ─▶ Question ─▶ build_request ─▶ (core/judge_model calls) ─▶ read_reply
         ▲                                                                        │
         └───────────── Opinions in the state ◀─────────── label, or unclear ◀────┘
"""

from .questions import Ask, Opinion, Question, open_questions, opened, opinions_of
from .reply import MalformedReplyError, Reading, read_reply
from .request import ModelRequest, build_request
from .scoring import Score, score

__all__ = [
    "Ask",
    "MalformedReplyError",
    "ModelRequest",
    "Opinion",
    "Question",
    "Reading",
    "Score",
    "build_request",
    "open_questions",
    "opened",
    "opinions_of",
    "read_reply",
    "score",
]
