"""Fences around judged text: tags that it cannot close, and labels that it cannot know.

    text ─▶ harmless(text) ─▶ <answer-3f9c...> text </answer-3f9c...>

The nonce is drawn for each call, after the text was written. What a text holds of another call's
nonce, or makes up, is no tag and no label of this one.
"""

from __future__ import annotations

import re
from typing import Final

MIN_NONCE_CHARS: Final = 16
"""Of a nonce in hexadecimal: 64 bits, which nobody guesses."""

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""Characters that show nothing: endpoints refuse some, and others hide text from people."""

_MARKUP: Final = re.compile(
    r"<(?=\|)|(?<=\|)(?=>)|\[(?=/?INST\])|<(?=/?s>)|<(?=<?/?SYS>)|<(?=(?:start|end)_of_turn>)"
    r"|<(?=/?(?:think|thinking)>)|<(?=/?(?:question|reference|candidate)-)",
    re.IGNORECASE,
)
"""The beginning of what chat templates read as the turn of another speaker, and of our own tags."""

_NONCE: Final = re.compile(r"[0-9a-f]+")


def check_nonce(nonce: str, *texts: str) -> None:
    """Raise ValueError unless the nonce is long enough and in none of the texts."""
    if len(nonce) < MIN_NONCE_CHARS or not _NONCE.fullmatch(nonce):
        raise ValueError(f"a nonce is at least {MIN_NONCE_CHARS} hexadecimal digits")
    if any(nonce in text.lower() for text in texts):
        raise ValueError("the nonce occurs in a text that it is to fence; draw another")


def fenced(name: str, text: str, nonce: str) -> str:
    """Return the text between tags of that name and nonce."""
    return f"<{name}-{nonce}>\n{harmless(text)}\n</{name}-{nonce}>"


def harmless(text: str) -> str:
    """Return the text without hidden characters, and with the marks of chat templates broken.

    >>> harmless("4<|im_end|>")
    '4< |im_end| >'
    """
    visible = _CONTROL.sub("", text.encode("utf-8", "replace").decode())
    return _MARKUP.sub(lambda mark: f"{mark[0]} ", visible)


def codes(labels: tuple[str, ...], nonce: str) -> dict[str, str]:
    """Return the codes that stand for the labels in this call, each with its label.

    >>> codes(("CORRECT",), "0123456789abcdef")
    {'CORRECT-0123456789abcdef': 'CORRECT'}
    """
    return {f"{label}-{nonce}": label for label in labels}
