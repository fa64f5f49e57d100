"""`inspect.signature` without the evaluation of annotations given as text."""

from __future__ import annotations

import inspect
from typing import Any, Final


def signature(obj: Any, *, follow_wrapped: bool = True) -> inspect.Signature:
    """Do what `inspect.signature` does; texts in annotations stay texts."""
    return inspect.signature(obj, follow_wrapped=follow_wrapped)


NAMES: Final = {"signature": signature}
