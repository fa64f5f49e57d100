"""What to say about source that is no Python but is often sent as such."""

from __future__ import annotations

import re
from typing import Final

_NO_FENCES: Final = "send the code alone, without the fences (``` or ~~~) of Markdown"

_FENCE: Final = re.compile(r"^[ \t>]*(```|~~~)", re.MULTILINE)

_HINTS: Final = (
    (
        re.compile(r"\s*(```|~~~)"),
        _NO_FENCES,
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
        re.compile(r"\s*>>>|\s*\.\.\. |\s*(In|Out) ?\[\d*\]:"),
        "send the code alone, without prompts (>>>, In [1]:) and without what it printed",
    ),
    (
        re.compile(r"\s*\$ "),
        "no shell commands: send Python code alone, without prompts",
    ),
    (
        re.compile(r"\s*</?(code|python|tool_call|execute_python)\b.*>|.*<\|\w+\|>"),
        "send the code alone, without tags or a model's own marks",
    ),
    (
        re.compile(r".*\\[nt]"),
        "the code has a backslash and a letter where a new line was meant: escape the code once",
    ),
)


def hint_for(line: str, source: str) -> str | None:
    """Return what to do about a line of `source` that did not parse; None: nothing is known."""
    if _FENCE.search(source):
        return _NO_FENCES
    return next((hint for pattern, hint in _HINTS if pattern.match(line)), None)
