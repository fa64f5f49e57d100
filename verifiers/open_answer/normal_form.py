"""Normal forms of short answers: two answers are the same when their normal forms are equal.

"The  H₂O molecule." ──▶ ("h2o", "molecule")      "1,000 metres" ──▶ (1000, "metres")

Equality of normal forms is an equivalence relation. What no form here makes equal may be equal all
the same; that is for a judge model to say.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Final

from .numbers import Token, with_numbers

MAX_CHARS: Final = 4000
"""Of an answer that is read; a short answer is shorter, and longer ones are left as they are."""

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED: Final = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]*[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]*")
# Dashes and a minus, apostrophes and what is typed for them, the slash of fractions.
_ALIKE: Final = str.maketrans(
    {
        **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u207b", "-"),
        **dict.fromkeys("'`\u2018\u2019\u02bc\u00b4", ""),
        "&": " and ",
        "\u2044": "/",
        "\u207a": "+",
    }
)
_PRIMED: Final = re.compile(
    r"(?<![\w'\u2018`])([A-Za-z]|[0-9]+)(['\u2019\u2032]{1,3})(?![A-Za-z'\u2019])"
)
"""A prime, as in f' or 6'2, where nothing before it says that it closes a quotation."""

_INCHES: Final = re.compile(r'(?<=[0-9])"')
_MARKED_UP: Final = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*)(?<=[^\s*])\1(?![\w*])")
_BULLET: Final = re.compile(r"\A\s*[-*]\s+(?=[^\W\d_]{2})")
_ANGSTROM: Final = re.compile(r"(?<=[0-9])\s*[\u00c5\u212b](?!\w)")
_NUMERIC_LIST: Final = re.compile(
    r"\s*([(\[{\]])[^()\[\]{}]*[0-9][^()\[\]{}]*,[^()\[\]{}]*([)\]}\[])\s*"
)
"""An interval, a set or a list of numbers; in round brackets they may as well be left out."""

_STRUCK: Final = "\u0338"
"""What makes = of an unequal sign, and so with others: it is no accent."""

_TOKEN: Final = re.compile(
    r"(?P<fraction>(?<![\d/.,])(?P<minus>(?<![\w.)])-)?(?P<over>[0-9]{1,30})/(?P<under>[0-9]{1,30})(?![\d/.,]*[\d/]))"
    r"|(?P<number>(?:(?<![\w.)])-)?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)(?!\.?[0-9]))"
    r"|(?P<word>[^\W\d_][^\W_]*)"
    r"|(?P<hyphen>(?<=[^\W\d_]{2})-(?=[^\W_])|(?<=[^\W_])-(?=[^\W\d_]{2})|(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_]))"
    r"|(?P<sign>-+|(?<=[0-9])!|(?<!\S)!(?=[^\W_])|(?<=\b[nkmx])!|(?<!\S)\.(?=[^\W\d_])|[^\s\w.,;!?\"()\[\]{}_“”„«»-])"
    r"|(?P<other>\d+)",
    re.IGNORECASE,
)
"""A hyphen joins words, and words with numbers; between numbers, between single letters and at an
end a dash is a sign: 10-15, a-b, AB-, -x."""

_BASES: Final = (
    *("m", "g", "s", "v", "w", "j", "n", "a", "pa", "hz", "b", "bit", "l", "mol", "t", "ev", "cal"),
    *("f", "c", "h", "bps", "\u03c9"),
)
_CASED: Final = frozenset(
    {
        *"abcfghjkmnstvw",
        *(prefix + base for prefix in "mpyz" for base in _BASES),
        *(prefix + base for prefix in "kgt" for base in ("b", "bps")),
    }
) - {"pm"}
"""Units, in small letters, that are another in another case: mW and MW, s and S, Mb and MB."""

_CASED_FORMULAS: Final = frozenset(
    {
        *("co", "cs", "hf", "ho", "nb", "ni", "np", "os", "pb", "po", "sc", "si", "sn", "bi", "cn"),
    }
)
"""Elements, in small letters, that are two elements where both letters are capitals; not No."""

_ARTICLE: Final = "the"
"""Not `a`, which may be a name: vitamin A, a minor."""

_LEADING_ZERO: Final = re.compile(r"-?0[0-9]")
"""A number that begins so is a name made of digits: 007, a postal code, a telephone's."""

_MAX_DIGITS: Final = 60
"""Of a number that is read as one; longer ones are compared letter by letter."""


@lru_cache(maxsize=1024)
def normal_form(text: str) -> tuple[Token, ...]:
    """Return the normal form of an answer: its words, signs and numbers.

    Case, accents, punctuation, `the`, and how a number is written do not count.
    """
    if len(text) > MAX_CHARS:
        return (text,)
    listed = _NUMERIC_LIST.fullmatch(text)
    brackets = () if listed is None or listed[1] + listed[2] == "()" else (listed[1], listed[2])
    tokens = [*with_numbers([each for each in _tokens(_plain(text)) if each != _ARTICLE])]
    return (*brackets, *tokens)


def only_number(form: tuple[Token, ...]) -> Fraction | None:
    """Return the number that a normal form is, if it is nothing else."""
    first = form[0] if len(form) == 1 else None
    return first if isinstance(first, Fraction) else None


def _plain(text: str) -> str:
    text = _ANGSTROM.sub(" angstrom", text)
    text = _PRIMED.sub(lambda found: found[1] + "\u2032" * len(found[2]), text)
    if text.count('"') % 2:
        text = _INCHES.sub("\u2033", text)
    text = _MARKED_UP.sub(r"\2", _BULLET.sub("", text))
    raised = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    parts = unicodedata.normalize("NFD", raised.translate(_ALIKE))
    return "".join(
        letter for letter in parts if letter == _STRUCK or not unicodedata.combining(letter)
    )


def _tokens(text: str) -> list[Token]:
    text = re.sub(r"\bper ?cent\b", "%", text, flags=re.IGNORECASE)
    tokens: list[Token] = []
    found = None
    for found in _TOKEN.finditer(text):
        word = found["word"]
        if word and tokens and isinstance(tokens[-1], Fraction) and word.casefold() in _CASED:
            tokens.append(word.replace("L", "l"))  # a litre is one in either case
        elif not found["hyphen"]:
            tokens.append(_token(found))
    if found is not None and len(tokens) == 1 and tokens[0] in _CASED_FORMULAS:
        return [found[0]]
    return tokens


def _token(found: re.Match[str]) -> Token:
    if found["fraction"] and int(found["under"]):
        value = Fraction(int(found["over"]), int(found["under"]))
        return -value if found["minus"] else value
    if found["number"] and len(found[0]) <= _MAX_DIGITS and not _LEADING_ZERO.match(found[0]):
        return Fraction(found[0].replace(",", ""))
    return found[0].casefold()
