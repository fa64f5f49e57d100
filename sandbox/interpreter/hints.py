"""What to say about source that is no Python but is often sent as such."""

from __future__ import annotations

import re
from typing import Final

_HINTS: Final = (
    (
        re.compile(r"\s*```"),
        "send the code alone, without the ``` fences of Markdown",
    ),
    (
        re.compile(r"\s*!|\s*%{1,2}(sx|system|bash|sh|pip|conda)\b|\s*(pip3?|conda) install\b"),
        "no shell commands, nothing can be installed; import numpy, scipy, pandas and sympy as is",
    ),
    (
        re.compile(r"\s*%{1,2}[A-Za-z]"),
        "IPython magics such as %timeit or %matplotlib are not available; leave the line out",
    ),
    (
        re.compile(r"\s*\?{1,2}[\w.]+\s*$|\s*[\w.]+\?{1,2}\s*$"),
        "IPython's `name?` is not available; use print(name.__doc__)",
    ),
    (
        re.compile(r"\s*>>>"),
        "send the code alone, without prompts",
    ),
)


def hint_for(line: str) -> str | None:
    """Return what to do about a line that did not parse; None where nothing is known."""
    return next((hint for pattern, hint in _HINTS if pattern.match(line)), None)
