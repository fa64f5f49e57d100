"""Whether an answer is the expected one: layers from plain text to numeric evaluation.

texts ─▶ the same tokens? ──────────────▶ text
      ─▶ a choice's letter? ────────────▶ choice
      ─▶ in no notation read here? ─────▶ not_read
      ─▶ values: numbers, collections,
         relations, sets of reals ──────▶ words, integer, rational, algebra, decimal, numeric
         with no value at all (1/0) ────▶ undefined
      ─▶ none of these can tell ────────▶ symbolic, where it is given; else None

The symbolic layer may take any time, so it is handed in, and only by a process that can be killed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec

from . import choices
from .forms import parse, parse_tokens
from .glyphs import fold
from .layouts import laid_out
from .lexer import Token, has_comma_groups, tokenize
from .limits import MAX_CACHED_CHARS, MAX_READ_CHARS, MAX_REMEMBERED
from .moments import day_of, names_month
from .nodes import Op, UnreadableError
from .notations import flat, spelled_out
from .options import AnswerOptions
from .outcome import Comparison, any_of, differ
from .programs import as_latex, with_constants
from .remarks import without_remarks
from .scalars import compare_rationals
from .typography import plainly_set, stripped
from .unit_names import UNIT_WORDS
from .value_comparison import Symbolic, ValueComparison
from .values import Quantity, Value, value_of

_DEFAULT: Final = AnswerOptions()
_SAME_TEXT: Final = Comparison(True, "text", "The two are the same text.")
_UNREAD: Final = "The texts differ, and the {} {!r} is in no notation that is read here"
_SHOWN_CHARS: Final = 120  # of a text that was not understood
_PLAIN: Final = re.compile(
    r"([-+]?)(?:(\d{1,60})(?:\.(\d{1,60})|/(\d{1,60}))?|\\[dt]?frac\{(\d{1,60})\}\{(\d{1,60})\})"
)

_GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3}){1,18}(?:\.\d{1,60})?")

_DIGITS: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?")
"""A number on which none of the steps before comparing changes anything."""

_NUMBER_AND_UNIT: Final = re.compile(
    r"(-?\d{1,40}(?:\.\d{1,40})?)\s+([A-Za-z](?:[A-Za-z/* ]|\^\{?-?\d\}?|(?<=[A-Za-z])\d){0,40})"
)


class Reading(msgspec.Struct, frozen=True):
    """What was understood of an answer's text.

    `values` holds the ways to read it, usually one; none: it is not in the notation read here.
    `domain` names the numbers that it says it holds for (`for all x in R`), if it does.
    """

    tokens: tuple[Token, ...]
    values: tuple[Value, ...]
    domain: str = ""


def compare(
    expected: str,
    answer: str,
    options: AnswerOptions = _DEFAULT,
    symbolic: Symbolic | None = None,
) -> Comparison:
    """Compare an answer with the expected one; in bounded time, whatever the text.

    The relation is reflexive and symmetric. `equal` is None where only the symbolic layer could
    tell, and False instead when the options switch that layer off. Where it is given as `symbolic`
    it is asked, and the outcome is never None; then what it raises is raised, and it may not end.
    """
    # First of all: what looks like white space may be the first letter of a command.
    expected, answer = _bare(expected), _bare(answer)
    outcome = _compare(expected, answer, options, symbolic)
    if outcome.equal is None and options.symbolic == "off":
        return differ("symbolic", "Not shown to be equal, and the symbolic layer is off.")
    if outcome.equal is None and symbolic is not None:
        return differ("symbolic", "Not shown to be equal by any layer.")
    return outcome


def _bare(text: str) -> str:
    """Take off how an answer is set and laid out; digits alone, nearly always, have nothing on."""
    if _DIGITS.fullmatch(text):
        return text
    return _remembered_bare(text) if len(text) <= MAX_CACHED_CHARS else _taken_off(text)


def _taken_off(text: str) -> str:
    return laid_out(as_latex(stripped(plainly_set(text))))


_remembered_bare: Final = lru_cache(maxsize=MAX_REMEMBERED)(_taken_off)


def _compare(
    expected: str, answer: str, options: AnswerOptions, symbolic: Symbolic | None
) -> Comparison:
    if not expected or not answer:
        return differ("text", "An empty answer is not an answer.")
    if expected == answer:
        return _SAME_TEXT
    if max(len(expected), len(answer)) > MAX_READ_CHARS:
        return _compare_long(expected, answer)
    plain = _compare_plain(expected, answer, options)
    if plain is not None:
        return plain
    values = ValueComparison(options, symbolic)
    return choices.compare(expected, answer, lambda a, b: _compare_read(a, b, values))


def _compare_long(expected: str, answer: str) -> Comparison:
    if expected.split() == answer.split():
        return _SAME_TEXT
    return differ("text", "The texts differ, and one is too long to be read as mathematics.")


def _compare_plain(expected: str, answer: str, options: AnswerOptions) -> Comparison | None:
    """Return the common case, both plain numbers, without parsing."""
    first, second = _PLAIN.fullmatch(expected), _PLAIN.fullmatch(answer)
    if first is None:
        first = _ungrouped(expected) if second is not None else None
    elif second is None:
        second = _ungrouped(answer)
    if first is None or second is None:
        return None
    a, b = _plain_value(first), _plain_value(second)
    if a is None or b is None:
        return None
    return compare_rationals(a[0], b[0], a[1], b[1], options)


def _ungrouped(text: str) -> re.Match[str] | None:
    """Read `1,234,567`. It may also be a list, but beside one number that makes no difference."""
    return _PLAIN.fullmatch(text.replace(",", "")) if _GROUPED.fullmatch(text) else None


def _plain_value(match: re.Match[str]) -> tuple[Fraction, int | None] | None:
    """Return the number, and how many decimals were written if it is not whole."""
    sign, whole, decimals, over, top, under = match.groups()
    if top is not None:
        whole, over = top, under
    if over is not None:
        value = Fraction(int(sign + whole), int(over)) if int(over) else None
    elif decimals is not None:
        value = Fraction(int(sign + whole + decimals), 10 ** len(decimals))
    else:
        value = Fraction(int(sign + whole))
    if value is None:
        return None
    return value, len(decimals) if decimals and value.denominator != 1 else None


def _compare_read(expected: str, answer: str, values: ValueComparison) -> Comparison:
    first, second = read(expected), read(answer)
    if first.domain and second.domain and first.domain != second.domain:
        return differ("structure", "The two are said to hold for different numbers.")
    if first.tokens == second.tokens and first.tokens:
        return _SAME_TEXT
    for reading, whose, text in ((first, "expected answer", expected), (second, "answer", answer)):
        if not reading.values:
            return differ("not_read", f"{_UNREAD.format(whose, text[:_SHOWN_CHARS])}.")
    return any_of(values.of(a, b) for a in first.values for b in second.values)


def read(text: str) -> Reading:
    """Read an answer; short ones are remembered. Bounded in time, never raises."""
    return _remembered(text) if len(text) <= MAX_CACHED_CHARS else _read(text)


def _read(text: str) -> Reading:
    bare = without_remarks(text)
    text = spelled_out(bare.text)
    try:
        tokens = tokenize(text)
    except UnreadableError:
        return Reading((), ())
    day = day_of(flat(text)) if len(text) <= MAX_CACHED_CHARS and names_month(text) else None
    values: list[Value] = _values(tokens) if day is None else [day]
    if has_comma_groups(text):
        values += _values(tokenize(text, split_groups=True))
    if (constants := with_constants(text)) is not None:
        values += _values(tokenize(constants))
    quantity = _quantity(fold(text).replace("\\cdot ", "*"))
    return Reading(tokens, (*values, *quantity), bare.domain)


_remembered: Final = lru_cache(maxsize=MAX_REMEMBERED)(_read)


def _quantity(text: str) -> list[Value]:
    """Read a plain number with letters after a space: `5 m` is metres, or five times m."""
    match = _NUMBER_AND_UNIT.fullmatch(text)
    if match is None or not UNIT_WORDS.issuperset(re.findall("[A-Za-z]+", match[2])):
        return []
    unit = re.sub(r"[{}]", "", match[2])
    value = value_of(Op("unit", (parse(match[1]),), unit))
    if isinstance(value, Quantity) and len(unit) == 1:
        value = msgspec.structs.replace(value, needed=True)
    return [value]


def _values(tokens: tuple[Token, ...]) -> list[Value]:
    try:
        return [value_of(parse_tokens(tokens))]
    except UnreadableError:
        return []
