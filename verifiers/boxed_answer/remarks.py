# ruff: noqa: RUF001  # it is about signs that look like others
r"""Remarks around an answer that say nothing of its value, taken off.

"12\ \checkmark", "= 12", "12\text{ as required}"  ──▶  "12"
"f(x)=2x\ \forall x\in\mathbb{R}"                  ──▶  "f(x)=2x", "R"
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_GAP: Final = (
    r"(?:\s|~|\\[ ,;:!]|\\q?quad(?![A-Za-z]))*+"  # possessive: two of them in a row stay linear
)
_TEXT: Final = r"\\(?:text(?:bf|it|rm|sf|normal)?|mbox|mathrm)\s*"
_ONE: Final = (
    r"(?:solutions?|roots?|values?|answers?|one|possibility|choice|integer|number|pair|function)"
)
_PHRASE: Final = (
    r"(?:only|exact(?:ly)?(?: value| answer)?|in (?:simplest|lowest|reduced|exact) (?:form|terms)"
    r"|simplified|(?:the |our |my )?final answer|answer|(?:a )?(?:double|repeated|triple) root"
    rf"|(?:the )?(?:only|unique|single)(?: (?:real|positive|integer|possible|valid|such))* {_ONE}"
    r"|unique|an integer|integers?|verified|checked|proven|proved|approximately|approx\.?"
    r"|as (?:required|desired|wanted|claimed|stated|needed|requested|expected|asked)"
    r"|q\.?\s?e\.?\s?d\.?)"
)
_SIGN: Final = (
    r"(?:\\(?:checkmark|blacksquare|square|Box|qed|qedsymbol|cmark)(?![A-Za-z])|[✓✔✅☑∎■□])"
)
_AFTER: Final = re.compile(
    rf"(?:{_SIGN}|{_TEXT}\{{[\s~,;]*(?:{_PHRASE}|\(\s*{_PHRASE}\s*\)|\[\s*{_PHRASE}\s*\]|{_SIGN})"
    rf"[\s.!]*\}}|[(\[]{_GAP}(?:{_TEXT}\{{\s*{_PHRASE}\s*\}}|{_PHRASE}){_GAP}[)\]]"
    rf"|(?<=[\s~])(?!(?:an )?integer){_PHRASE})[\s.!]*$",
    re.IGNORECASE,
)
_NUMBERS: Final = (
    r"(?P<kind>(?:(?:(?:positive|non-?negative) )?integer|real|natural|rational|complex)s?"
    r"(?: numbers?)?)"
)
_FIELD: Final = (
    r"(?:\\mathbb\s*(?:\{\s*(?P<field>[RZNQC])\s*\}|(?P<letter>[RZNQC]))|(?P<sign>[ℝℤℕℚℂ]))"
)
_FOR_ALL: Final = re.compile(
    rf"(?:\\forall(?![A-Za-z])|∀|(?:{_TEXT}\{{\s*)?for (?:all|every|any|each)(?![a-z]))"
    rf"{_GAP}(?:{_NUMBERS})?{_GAP}\}}?{_GAP}\$?[a-z](?:\s*,\s*[a-z])?\$?"
    rf"(?:{_GAP}(?:\\in(?![A-Za-z])|∈){_GAP}{_FIELD})?\$?{_GAP}\}}?[\s.]*$"
)
_PARAMETER: Final = re.compile(
    rf"(?:(?<!\\)[,;]{_GAP}|\({_GAP}|(?={_TEXT}\{{)|(?<=[\s~])(?=where|for))"
    rf"(?:(?:{_TEXT}\{{\s*)?(?:where|with|for(?: (?:any|some))?)(?![a-z])\s*\}}?)?"
    rf"{_GAP}(?P<name>[a-z]){_GAP}(?:\\in(?![A-Za-z]){_GAP}\\mathbb\s*(?:\{{\s*Z\s*\}}|Z)"
    rf"|(?:{_TEXT}\{{)?\s*is (?:an|any|some) integer\s*\}}?){_GAP}\)?[\s.]*$"
)
_ENDS_VALUE: Final = re.compile(r"[^A-Za-z]$|(?<![A-Za-z])[A-Za-z]$|\\[A-Za-z]+$")
"""Ends what may be a value: `unique` is no remark after `not`."""

_BEFORE: Final = re.compile(r"^=\s*(?=\S)")
_NAMED: Final = {"real": "R", "integer": "Z", "natural": "N", "rational": "Q", "complex": "C"}
_SIGNS: Final = dict(zip("ℝℤℕℚℂ", "RZNQC", strict=True))


class Bare(NamedTuple):
    """An answer without its remarks, and the numbers that it says it holds for, or ""."""

    text: str
    domain: str = ""


def without_remarks(text: str) -> Bare:
    r"""Return `text` without a sign of equality before it, a tick or such words after it.

    A condition that is narrower than a kind of numbers (`x > 0`) is no remark. Linear in the length
    of `text`. A parameter that is declared in words is declared by `, k\in\mathbb{Z}`.
    """
    bare, domain = _BEFORE.sub("", text), ""
    found = _FOR_ALL.search(bare)
    declared = _PARAMETER.search(bare)
    if declared is not None and declared.start():
        before = _trimmed(bare[: declared.start()])
        return Bare(rf"{before}, {declared['name']}\in\mathbb{{Z}}")
    if found is not None and found[0].count("{") == found[0].count("}"):
        domain = found["field"] or found["letter"] or _SIGNS.get(found["sign"] or "", "")
        domain = domain or _kind(found["kind"] or "")
        bare = _trimmed(bare[: found.start()])
    else:
        found = _AFTER.search(bare)
        if found is not None:
            before = _trimmed(bare[: found.start()])
            bare = before if _ENDS_VALUE.search(before) else bare
    return Bare(bare, domain) if bare else Bare(text)


def _kind(words: str) -> str:
    for name, letter in _NAMED.items():
        sign, found, _ = words.partition(name)
        if found:
            return sign + letter
    return words


def _trimmed(bare: str) -> str:
    """Without the space and comma before a remark; that of a command may end with a backslash."""
    bare = bare.rstrip()
    cut = re.sub(r"(?:[,;]|\\q?quad|\\[ ,;:!])$", "", bare).rstrip() if bare else bare
    odd = (len(cut) - len(cut.rstrip("\\"))) % 2
    return cut[:-1].rstrip() if odd else cut
