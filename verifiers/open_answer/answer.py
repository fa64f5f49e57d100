r"""Finding the answer in what the agent said last.

"I thought about it.\n**Answer:** Paris." ──▶ "Paris."       no such line ──▶ the whole message
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..boxed_answer.boxes import last_box, undressed
from ..boxed_answer.thinking import without_thinking
from .normal_form import MAX_CHARS, normal_form

if TYPE_CHECKING:
    from ...core.transcript import Transcript

MAX_SCANNED_CHARS: Final = 200_000
"""Of a message, its end; a message of a megabyte must not cost seconds."""

_ANSWER: Final = re.compile(
    r"""[ \t>#]*(?P<opens>[*_]*)(?:(?:my|the)[ \t]+)?(?:final[ \t]+)?answer[ \t]*
        (?P<closes>[*_]*)[ \t]*:(?P<answer>.*)""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE: Final = re.compile(
    r"""[ \t>#*_]*(?:so|thus|hence|therefore)?,?[ \t]*
        the[ \t]+(?:final[ \t]+|correct[ \t]+)?answer[ \t]+is[ \t]*:?[ \t]+(?P<answer>\S.*)""",
    re.IGNORECASE | re.VERBOSE,
)
_END_MARK: Final = re.compile(r"(?:</s>|<\|[\w ]{1,30}\|>|<(?:eos|end_of_turn)>)\Z")
"""The end of a turn in a chat template, which some servers leave in the text."""

_LONGEST_MARK: Final = 34
"""Characters of an end mark."""

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
    """Return the answer that the last message with any text gives; empty when there is none.

    That is what a line `Answer: ...` says, the last of several; else the boxed answer; else the
    rest of a line `The answer is ...`; else the whole message.
    """
    for text in reversed(transcript.assistant_texts()):
        said = _ended(without_thinking(text[-MAX_SCANNED_CHARS:]))
        if said:
            return _unboxed(_marked(said) or last_box(said) or _stated(said) or said)
    return ""


def _ended(text: str) -> str:
    """Return a text without the marks of a turn's end and without white space around it."""
    end = len(text)
    while True:
        while end and text[end - 1].isspace():
            end -= 1
        mark = _END_MARK.search(text, max(end - _LONGEST_MARK, 0), end)
        if mark is None:
            return text[:end].lstrip()
        end = mark.start()


def _marked(said: str) -> str | None:
    lines = said.splitlines()
    for at in range(len(lines) - 1, -1, -1):
        found = _ANSWER.fullmatch(lines[at])
        if found is None:
            continue
        answer, opens = found["answer"].strip(), found["opens"]
        if opens and not found["closes"]:  # **Answer:** 5, or **Answer: 5**
            starts = answer.startswith(opens)
            answer = answer[len(opens) :] if starts else answer.removesuffix(opens)
        while len(answer) <= MAX_CHARS and (again := _ANSWER.fullmatch(answer.strip())):
            answer = again["answer"]
        answer = answer.strip()
        # A heading, then: what follows it is the answer.
        return answer or "\n".join(lines[at + 1 :]).strip() or None
    return None


def _stated(said: str) -> str | None:
    for line in reversed(said.splitlines()):
        found = _SENTENCE.fullmatch(line)
        if found:
            return found["answer"].strip()
    return None


def _unboxed(answer: str) -> str:
    """Return what is in the box or tag that an answer consists of."""
    if answer.startswith(("\\boxed{", "$\\boxed{", "<")):
        return undressed(last_box(answer) or answer)
    return answer


def declines(answer: str) -> bool:
    """Whether an answer says no more than that there is none."""
    return normal_form(answer) in _DECLINED
