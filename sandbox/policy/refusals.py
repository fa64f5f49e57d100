"""Refusals at run time: policy errors that are also what Python raises in that place.

A program that says `except ImportError` or `except OSError` is prepared for a missing thing, and
a refusal is one.
"""

from __future__ import annotations

import os

from ..interpreter.policy_seam import PolicyError


class ImportRefusedError(PolicyError, ImportError):
    """A module or a name of it is not on the list. A module not installed is no refusal."""

    __module__ = "builtins"


class AttributeRefusedError(PolicyError, AttributeError):
    """An attribute of this object is out of reach."""

    __module__ = "builtins"


class FileRefusedError(PolicyError, PermissionError):
    """A file, process or connection was asked for."""

    __module__ = "builtins"


def refuse_path(function: str, place: object) -> None:
    """Raise FileRefusedError if `place` names a file or an address."""
    if isinstance(place, str | bytes | int | os.PathLike):
        raise FileRefusedError(
            "file",
            f"{function} cannot use the file {place!r} here",
            hint="Read it with open, and use io.StringIO or io.BytesIO.",
        )


def refuse_attribute(name: str, owner: object, why: str = "", hint: str = "") -> PolicyError:
    """Make the refusal of `owner.name`; `why` completes the sentence."""
    kind = type(owner).__name__
    text = f"the attribute '{name}' of this '{kind}' object is not available here"
    return AttributeRefusedError("attribute", f"{text}: {why}" if why else text, hint=hint)
