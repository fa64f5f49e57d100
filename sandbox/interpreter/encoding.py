"""Text that can go out: UTF-8, with what has no UTF-8 form shown as escapes."""

from __future__ import annotations


def exact(text: str) -> str:
    """Return a plain `str` of the same characters; a subclass could answer anything later."""
    return text if type(text) is str else str.__str__(text)


def as_utf8(text: str) -> bytes:
    r"""Encode; lone surrogates become `\\udc80` and the like."""
    return str.encode(text, "utf-8", "backslashreplace")


def decoded(data: bytes) -> str:
    r"""Decode; bytes that are not UTF-8 become `\\xff` and the like."""
    return data.decode("utf-8", "backslashreplace")


def safe(text: str) -> str:
    """Return `text` as plain `str` that can be encoded as UTF-8."""
    text = exact(text)
    return text if text.isascii() else decoded(as_utf8(text))
