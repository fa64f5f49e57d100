r"""Finding the answer in what the agent said last.

"I thought about it.\n**Answer:** Paris." ──▶ "Paris."       no such line ──▶ the whole message
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..boxed_answer.thinking import without_thinking
from .normal_form import normal_form

if TYPE_CHECKING:
    from ...core.transcript import Transcript

MAX_SCANNED_CHARS: Final = 200_000
"""Of a message, its end; a message of a megabyte must not cost seconds."""

_ANSWER: Final = re.compile(
    r"[ \t>*_#]*(?:final[ \t]+)?answer[ \t*_]*:[ \t*_]*(\S.*?)[\s*_]*", re.IGNORECASE
)

_DECLINED: Final = frozenset(
    normal_form(text)
    for text in (
        *("I did nothing", "I have no answer", "I have no idea", "no idea", "I give up"),
        *("I don't know", "I do not know", "don't know", "I'm not sure", "I am not sure"),
        *("I cannot answer", "I can't answer", "I cannot answer this question"),
        *("I can't answer that", "I don't know the answer", "I do not know the answer"),
    )
)
"""What names no answer at all; not `none` or `unknown`, which may say what is so."""


def last_answer(transcript: Transcript) -> str:
    """Return the answer that the last message with any text gives; empty when there is none."""
    for text in reversed(transcript.assistant_texts()):
        said = without_thinking(text[-MAX_SCANNED_CHARS:]).strip()
        if said:
            return _marked(said) or said
    return ""


def _marked(said: str) -> str | None:
    for line in reversed(said.splitlines()):
        found = _ANSWER.fullmatch(line)
        if found:
            return found[1]
    return None


def declines(answer: str) -> bool:
    """Whether an answer says no more than that there is none."""
    return normal_form(answer) in _DECLINED
