"""Tables of names, written as text so that a line holds many."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text that is parted by white space."""
    return frozenset(text.split())
