r"""Multiple choice: `A`, `(A)`, `\text{(A)}`, and a label before the choice's own content."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from .outcome import Comparison, differ

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMAND: Final = r"\\(?:text|textbf|textrm|mathrm|mathbf|textit|mbox|boldsymbol|bf)"
_LABEL: Final = re.compile(
    rf"(?:{_COMMAND}\s*\{{)?\s*(?:(\()\s*([A-Ja-j])\s*\)|([A-J])([.):])?)(?:\s*(\}}))?[.:]?"
)
_GAP: Final = re.compile(r"(?:\\[ ,;:]|\\q?quad(?![a-z])|~|\s)+")


_WRAPPER: Final = re.compile(rf"{_COMMAND}\s*\{{([^{{}}]*)\}}\.?")
_ANNOUNCED: Final = re.compile(
    r"(?:the\s+)?(?:(?:correct|final|right)\s+)?(?:option|choice|answer)\s*(?:(?:is|:)\s*)?"
    r"(?:(?:option|choice)\s+)?(?=\(?[A-J]\b(?!['^_]))",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(r"\(?[A-J]\)?(?:\s*(?:,|;|&|and|\s)\s*\(?[A-J]\)?)+", re.ASCII)


def bare(text: str) -> str:
    r"""Return an answer without a text command around all of it and words that announce a choice.

    >>> bare("\\text{E: both}"), bare("Option E"), bare("Answer: (E)"), bare("Answer: 5")
    ('E: both', 'E', '(E)', 'Answer: 5')
    """
    wrapped = _WRAPPER.fullmatch(text) if text[0] == "\\" else None
    inner = wrapped[1].strip() if wrapped is not None else text
    announced = _ANNOUNCED.match(inner) if inner[:1].isalpha() else None
    rest = "" if announced is None else inner[announced.end() :]
    if len(rest) == 1:
        return rest.upper()
    if rest and label_of(rest) is not None:
        return rest
    return inner if wrapped is not None and label_of(inner) is not None else text


def letters_of(text: str) -> frozenset[str]:
    """Return the choices that `A, C`, `A and C` or `AC` name, at least two, or none."""
    if text[0] not in "(ABCDEFGHIJ":
        return frozenset()
    letters = re.findall("[A-J]", text)
    compact = text == "".join(letters) and all(a < b for a, b in pairwise(letters))
    if len(letters) > 1 and (compact or _PARTED.fullmatch(text)):
        return frozenset(letters)
    return frozenset()


_ANOTHER: Final = re.compile(r"\A[\s}]*(?:and|or|nor|&|,)|\([A-J]\)|\b[A-J][:)]")
"""Behind a label: a second one, so that it is not the answer."""


def label_of(text: str) -> tuple[str, str] | None:
    r"""Return the letter of a choice, in upper case, and the content that follows it, or "".

    >>> label_of("(B)"), label_of("\\textbf{(B)}\\ 12"), label_of("x")
    (('B', ''), ('B', '12'), None)
    """
    label = _LABEL.match(text)
    if label is None or ("{" in label[0]) != (label[5] is not None):
        return None
    letter = (label[2] or label[3]).upper()
    rest = text[label.end() :]
    if not rest.strip():
        return letter, ""
    if _ANOTHER.search(rest) is not None:
        return None
    gap = _GAP.match(rest)
    marked = label[4] is not None or (label[1] is not None and label[2].isupper())
    if not marked or (gap is None and label[5] is None):
        return None
    return letter, rest[gap.end() if gap is not None else 0 :]


def compare(
    expected: str, answer: str, compare_text: Callable[[str, str], Comparison]
) -> Comparison:
    """Compare by letters where both have one; a label's content stands for it against others."""
    expected, answer = bare(expected), bare(answer)
    several = letters_of(expected)
    if several and several == letters_of(answer):
        return Comparison(True, "choice", "The two are the same choices.")
    first, second = label_of(expected), label_of(answer)
    if first is None and second is None:
        return compare_text(expected, answer)
    if first is not None and second is not None:
        if first[0] == second[0]:
            return Comparison(True, "choice", "The two are the same choice.")
        return differ("choice", "The two are different choices.")
    return compare_text(
        first[1] or expected if first else expected, second[1] or answer if second else answer
    )
