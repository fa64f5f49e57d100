r"""Remarks around an answer that say nothing of its value, taken off.

"12\ \checkmark", "= 12", "12\text{ as required}"  ──▶  "12"
"""

from __future__ import annotations

import re
from typing import Final

_AFTER: Final = re.compile(
    r"(?:\\(?:checkmark|blacksquare|qed)|\\text\{\s*(?:Q\.?E\.?D\.?|only|as required"
    r"|\(the only solution\)|\(double root\)|\(an integer\))\s*\}"
    r"|\(\s*\\text\{\s*double root\s*\}\s*\)|[✓✔∎■]"
    r"|(?:\\forall|\\text\{\s*for (?:all|every|any)(?: real)?\s*\})\s*[a-z]"
    r"(?:\s*\\in\s*\\mathbb\s*(?:\{\s*R\s*\}|R))?)\s*$"
)
_BEFORE: Final = re.compile(r"^=\s*(?=\S)")


def without_remarks(text: str) -> str:
    """Return `text` without a sign of equality before it, a tick or such words after it.

    A condition that is narrower than the reals is no remark. Linear in the length of `text`.
    """
    bare = _AFTER.sub("", _BEFORE.sub("", text)).rstrip()
    even = (len(bare) - len(bare.rstrip("\\"))) % 2 == 0
    return (bare if even else bare[:-1].rstrip()) or text
