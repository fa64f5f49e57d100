r"""Finding the boxed answer of a text, in one pass over it.

"so \boxed{\frac{1}{2}}, or is it \boxed{3"      ──▶  "\frac{1}{2}"
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

_MARK: Final = re.compile(r"\\{1,3}(?:boxed|fbox)(?![A-Za-z])\s*|\\.|[{}]", re.DOTALL)
_BARE: Final = re.compile(
    r"""[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:/\d+)?(?:\\?%)?   # 5   1,000   2.5   1/2   50\%
      | [-+]?\\[A-Za-z]+(?:\s*\{[^{}]*\}){0,2}                # \pi   \sqrt{2}   \frac{1}{2}
      | [A-Z](?![A-Za-z])                                     # a choice's letter
    """,
    re.VERBOSE,
)


class Box(msgspec.Struct, frozen=True):
    """A complete box: where its content begins and ends."""

    start: int
    end: int


def last_box(text: str) -> str | None:
    r"""Return the content of the last complete box of `text`, or None.

    `\boxed{...}` and `\fbox{...}`, with escaped braces and nested ones, or a bare operand after the
    command. A box within another belongs to it, unless the outer one spans a blank line: then it
    was left open and some later brace happened to close it.
    """
    if "box" not in text:
        return None
    only = _only_plain_box(text)
    if only is not None:
        return only
    first = min((at for at in map(text.find, ("\\boxed", "\\fbox")) if at >= 0), default=-1)
    if first < 0:
        return None
    best: Box | None = None
    torn = True
    blank = -1
    for box in sorted(_boxes(text, max(first - 2, 0)), key=lambda box: box.start):
        if best is not None and box.start <= best.end and not torn:
            continue
        best = box
        if blank < box.start:  # only ever searched onwards: one pass over the text in all
            blank = text.find("\n\n", box.start)
            blank = len(text) if blank < 0 else blank
        torn = blank < box.end
    return None if best is None else text[best.start : best.end].strip()


def _only_plain_box(text: str) -> str | None:
    """Return the content of a box with no braces in it, when there is no other: nearly always."""
    start = text.find(_PLAIN_OPENING)
    if start < 0 or text.count("box") > 1:
        return None
    start += len(_PLAIN_OPENING)
    end = text.find("}", start)
    content = text[start:end]
    return None if end < 0 or "{" in content or "\\" in content else content.strip()


_PLAIN_OPENING: Final = "\\boxed{"


def _boxes(text: str, start: int) -> list[Box]:
    """Every complete box. The stack holds where open groups began; -1 for those that are no box."""
    boxes: list[Box] = []
    stack: list[int] = []
    opening = -1
    for mark in _MARK.finditer(text, start):
        sign = mark[0]
        if sign == "{":
            stack.append(mark.end() if opening == mark.start() else -1)
        elif sign == "}":
            begun = stack.pop() if stack else -1
            if begun >= 0:
                boxes.append(Box(begun, mark.start()))
        elif len(sign) > 2:
            opening = mark.end()
            bare = _BARE.match(text, opening)
            if bare is not None:
                boxes.append(Box(bare.start(), bare.end()))
    return boxes
