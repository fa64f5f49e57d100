"""The one error that a law raises."""

from __future__ import annotations


class BrokenLawError(AssertionError):
    """A verifier does not keep a law; the message says what it did with the example."""
