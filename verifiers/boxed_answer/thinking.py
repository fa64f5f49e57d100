"""Cutting out what a model thought before it answered."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(r"<(/?)(?:think|thinking)>", re.IGNORECASE)


def without_thinking(text: str) -> str:
    """Return `text` without its thinking blocks; one pass.

    A block that is not closed reaches to the end, for the model was cut off in it. One that is not
    opened begins with the text, since chat templates often write the opening mark themselves.

    >>> without_thinking("<think>maybe 3</think>So 4.")
    'So 4.'
    """
    if "<" not in text:
        return text
    kept: list[str] = []
    start, depth = 0, 0
    for mark in _MARK.finditer(text):
        closes = bool(mark[1])
        if not closes and depth == 0:
            kept.append(text[start : mark.start()])
        elif closes and depth == 0:
            kept.clear()
        depth = max(depth - 1, 0) if closes else depth + 1
        start = mark.end()
    if depth == 0:
        kept.append(text[start:])
    return "".join(kept)
