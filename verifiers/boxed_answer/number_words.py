# ruff: noqa: SIM905  # lists of words read better as the words alone
r"""Numbers that are written in words, and the words that change a number before them.

"twenty-one" ──▶ "21"    "three quarters" ──▶ "\frac{3}{4}"    "two cats" ──▶ "2 cats"
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from .nodes import Node, Num, Op, Sym

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = ("twenty thirty forty fifty sixty seventy eighty ninety").split()
NUMBER_NAMES: Final[dict[str, int]] = {name: value for value, name in enumerate(_UNITS)} | {
    name: 10 * value for value, name in enumerate(_TENS, 2)
}
"""Names of the numbers that others are made of."""

_SCALES: Final = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "quadrillion": 10**15,
}  # fmt: skip
MULTIPLIERS: Final[dict[str, int]] = {
    "hundred": 100, "dozen": 12, "score": 20, "gross": 144, "lakh": 10**5, "crore": 10**7,
    "googol": 10**100, "ten": 10, **_SCALES,
}  # fmt: skip
"""What a number is multiplied by when one of these follows it, in singular or plural."""

_ORDINALS: Final = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_PARTS: Final[dict[str, int]] = {
    "half": 2, "halve": 2, "quarter": 4, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
    "ten-thousandth": 10**4, "millionth": 10**6, "billionth": 10**9,
} | {name: value for value, name in enumerate(_ORDINALS, 3)}  # fmt: skip
_ENDINGS: Final = frozenset({"th", "st", "nd", "rd"})
_WORD: Final = re.compile(r"\s*([A-Za-z]+(?:-[A-Za-z]+)*)(?![\^/*A-Za-z])")
_TEXT: Final = re.compile(
    r"(?:\\(?:text|mathrm|textbf|mbox|textit|textrm)\s*\{([^{}\\$]*)\}|([^{}\\$]*))[.]?"
)


_BEGINNING: Final = re.compile(r"\s*(?:\\[a-z]+\s*\{)?\s*(?:[a-zA-Z]{3}|an?\b)")
"""Of an answer that may be a number in words."""


_MAX_CHANGES: Final = 4
"""Words that change one number: `3 hundred thousand squared` has more than anybody writes."""


def changed(number: Node, words: str) -> tuple[Node, str]:
    """Return a number that the words after it change, and what words are left.

    `5 hundred`, `2 dozen`, `3 tenths`, `4 squared`, `5 pi`; `7th` is 7.
    """
    for _ in range(_MAX_CHANGES):
        match = _WORD.match(words)
        if match is None:
            break
        word = match[1].casefold()
        after = _after(number, word)
        if after is None:
            break
        number, words = after, words[match.end() :]
        if word not in _ENDINGS:
            words = re.sub(r"^\s*of\s+(?:an?|the)\s+", " ", words)
    return number, words


def share_of(words: str) -> Fraction | None:
    """Return the factor that `half of`, `two thirds of` or `twice` before a value stand for."""
    head, of, more = words.casefold().replace("-", " ").rpartition(" of")
    if words.casefold() in {"twice", "double"}:
        return Fraction(2)
    if not of or more or not head.split() or head.split()[0] not in _FIRST:
        return None
    number, rest = _read(head.split())
    return None if rest else number


def _after(number: Node, word: str) -> Node | None:
    if word in _ENDINGS:
        return number
    singular = word.removesuffix("s")
    if word == "halves":
        singular = "half"
    if (times := MULTIPLIERS.get(word) or MULTIPLIERS.get(singular)) is not None:
        return Op("mul", (number, Num(Fraction(times))))
    if (part := _PARTS.get(word) or _PARTS.get(singular)) is not None:
        return Op("mul", (number, Num(Fraction(1, part))))
    if word in {"squared", "cubed"}:
        return Op("pow", (number, Num(Fraction(2 if word == "squared" else 3))))
    if word == "factorial":
        return Op("postfix", (number,), "!")
    return Op("mul", (number, Sym("pi"))) if word == "pi" else None


def in_digits(text: str) -> str:
    """Return an answer that begins with a number in words with that number in digits.

    What follows the number stays, as text; another answer is returned as it is.
    """
    if _BEGINNING.match(text) is None:
        return text
    match = _TEXT.fullmatch(text.strip())
    if match is None or not text[-1:].isprintable():
        return text
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", (match[1] or match[2] or "").strip().casefold())
    words = re.sub(r"^(?:exactly|about|approximately|roughly) ", "", words)
    words = re.sub(r"(?<=thousand|.million|.billion),", "", words)
    first = words.split(maxsplit=1)[0] if words else ""
    if first not in _FIRST:
        return text
    number, rest = _read(words.split())
    if number is None:
        return text
    rest_text = " ".join(rest)
    value = (
        str(number)
        if number.denominator == 1
        else (
            rf"{'-' if number < 0 else ''}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"
        )
    )
    return rf"{value}\text{{ {rest_text}}}" if rest_text else value


_FIRST: Final = frozenset(NUMBER_NAMES) | {"a", "an", "half", "minus", "negative"}


def _read(words: list[str]) -> tuple[Fraction | None, list[str]]:
    """Read the number at the beginning of words; None: there is none."""
    if words[0] in {"minus", "negative"}:
        number, rest = _read(words[1:]) if len(words) > 1 else (None, [])
        return (None if number is None else -number), rest
    if words[0] in {"a", "an", "half"}:
        return _one(words)
    whole, at = _whole(words)
    if at == 0:
        return None, words
    value = Fraction(whole)
    if words[at : at + 1] == ["point"]:
        return _decimal(whole, words[at + 1 :], words)
    if words[at : at + 1] == ["and"] and len(words) > at + 2:
        part, used = _part(words[at + 1 :])
        if part is not None:
            return value + part, words[at + 1 + used :]
    if words[at : at + 1] and (part_of := _part_named(words[at])) is not None:
        return value / part_of, words[at + 1 :]
    return value, words[at:]


def _one(words: list[str]) -> tuple[Fraction | None, list[str]]:
    """Read `a half`, `half`, `a dozen`, `half a dozen`."""
    if words == ["half"]:
        return Fraction(1, 2), []
    if words[:2] == ["half", "a"] and words[2:3] and words[2] in MULTIPLIERS:
        return Fraction(MULTIPLIERS[words[2]], 2), words[3:]
    if words[0] == "half" or len(words) < 2:
        return None, words
    if words[1] in MULTIPLIERS:
        return Fraction(MULTIPLIERS[words[1]]), words[2:]
    part = _part_named(words[1])
    return (None, words) if part is None else (Fraction(1, part), words[2:])


def _part(words: list[str]) -> tuple[Fraction | None, int]:
    """Read the `a half` or `three quarters` that follows a whole number and `and`."""
    count = 1 if words[0] == "a" else NUMBER_NAMES.get(words[0])
    part = _part_named(words[1])
    return (None, 0) if count is None or part is None else (Fraction(count, part), 2)


def _part_named(word: str) -> int | None:
    return 2 if word == "halves" else _PARTS.get(word.removesuffix("s"))


def _decimal(whole: int, after: list[str], words: list[str]) -> tuple[Fraction | None, list[str]]:
    digits = ""
    for word in after:
        if not 0 <= NUMBER_NAMES.get(word, 10) < 10:
            break
        digits += str(NUMBER_NAMES[word])
    if not digits:
        return None, words
    return Fraction(int(f"{whole}{digits}"), 10 ** len(digits)), after[len(digits) :]


def _whole(words: list[str]) -> tuple[int, int]:
    """Read a whole number: its value, and how many words it takes.

    Raises nothing: where the words go on in no number (`one two`), it ends.
    """
    total, group, at, least = 0, 0, 0, 10**16
    last = ""
    while at < len(words):
        word = words[at]
        number = NUMBER_NAMES.get(word)
        if number is not None:
            if last in NUMBER_NAMES and not (NUMBER_NAMES[last] >= 20 and 0 < number < 10):
                break
            group += number
        elif word == "hundred" and 0 < group < 100:
            group *= 100
        elif word in _SCALES and group > 0 and _SCALES[word] < least:
            least = _SCALES[word]
            total, group = total + group * least, 0
        elif (
            word == "and"
            and last in {"hundred", *_SCALES}
            and words[at + 1 : at + 2]
            and words[at + 1] in NUMBER_NAMES
            and not (words[at + 2 : at + 3] and _part_named(words[at + 2]) is not None)
        ):
            pass
        else:
            break
        last = word
        at += 1
    return total + group, at
