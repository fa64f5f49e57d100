r"""Numbers whose thousands are parted as LaTeX is typed, with one mark between the groups.

"12,\! 650", "12{,}\,650", "12\, 650"   ──▶  "12{,}650"        "12, 650" stays: two numbers
"""

from __future__ import annotations

import re
from typing import Final

_SPACE: Final = r"(?:\\[,;:! ]|[\s~])"
_MARK: Final = re.compile(
    rf"(?<=\d)(?:{_SPACE}{{0,4}}(?:\{{,\}}|\\mathord\{{,\}}){_SPACE}{{0,4}}|,\s{{0,4}}\\!\s{{0,4}}"
    r"|\s{0,4}\\!\s{0,4},\s{0,4}|\s{0,4}\\,\s{1,4})(?=\d{3}(?!\d))"
)
_SPACED: Final = re.compile(rf"-?[1-9]\d{{0,2}}(?:,{_SPACE}{{1,4}}\d{{3}})+")


def grouped(text: str) -> str:
    """Return `text` with the groups of its numbers parted by `{,}`.

    A comma and a space part the items of a list, unless a group begins with a zero: no item does.
    """
    if "," not in text:
        return text
    if re.search(r"\D0\d\d", text) and _SPACED.fullmatch(text):
        return re.sub(r"[^-\d]", "", text)
    return _MARK.sub("{,}", text) if "\\" in text or "{" in text else text
