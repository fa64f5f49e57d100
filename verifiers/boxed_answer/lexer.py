r"""From an answer's text to tokens, in one pass and without backtracking.

    "\\dfrac{1}{2}\\text{ cm}"  ──▶  fn:frac open:{ num:1 close:} open:{ num:2 close:} text:cm

Two answers with the same tokens are the same text: spacing, sizes, fonts and delimiters are gone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .commands import (
    BARE_SYMBOLS,
    BINDERS,
    CLOSING,
    COMMON_WORDS,
    CURRENCIES,
    DECORATIONS,
    FUNCTIONS,
    IGNORED,
    LATEX_FUNCTIONS,
    NAMED_UPRIGHT,
    OPENING,
    SIGNS,
    SYMBOLS,
    UPRIGHT,
    WORDY,
)
from .glyphs import fold
from .moments import day_of, is_clock
from .nodes import UnreadableError
from .notations import rewritten
from .numerals import period_of
from .unit_names import UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable


class Token(NamedTuple):
    """One token.

    Kinds: num sym text fn op cur open close env name bind diff clock date literal cmd (an unknown
    command).
    """

    kind: str
    text: str


_THIN: Final = r"(?:\\(?:[,;:!\s]|thinspace(?![A-Za-z])(?:\{\})?)|~)"
_GROUP_MARK: Final = (
    rf"(?:(?:\s|{_THIN})*(?:,|(?:\\(?:mathord|mathpunct|text|mbox|mathrm)\s*)?\{{,\}})"
    rf"(?:\s|{_THIN})*"
    rf"|(?:{_THIN}|\{{{_THIN}\}})+[ ]?|'|[ ](?=\d{{3}}(?!\d|\s*/)))"
)
"""What may part the digits of a number in threes. A comma with white space may also part a list."""
_TOKEN: Final = re.compile(
    rf"""
      (?=[\d.])(?:
      (?P<grouped>\d{{1,3}}(?:{_GROUP_MARK}\d{{3}})+(?!\d)(?:\.\d+)?
        |[1-9]\d{{0,2}}(?:_\d{{3}})+(?![\d_])
        |[1-9]\d?(?:,\d\d)+,\d{{3}}(?![\d,])(?:\.\d+)?)
    | (?P<pointed>[1-9]\d{{0,2}}(?:(?:\.\d{{3}}){{2,}}(?:,\d+)?|\.\d{{3}},\d{{1,2}})(?![\d.,]))
    | (?P<date>\d{{4}}(?:-\d\d-\d\d|/\d{{1,2}}/\d{{1,2}})(?![\d/-])
        |\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)\d{{2,4}}(?![\d/.-]))
    | (?P<clock>\d{{1,4}}(?:\s?:\s?\d{{1,4}}){{1,2}}(?![\d:.]))
    | (?P<literal>0[xX][0-9A-Fa-f]+|0[bB][01]+|0[oO][0-7]+)(?![0-9A-Za-z_])
    | (?P<repeating>\d*\.\d*(?:\\(?:overline|bar|underline)\s*(?:\{{\s*\d+\s*\}}|\d)
        |\\dot\s*\{{?\d\}}?(?:\d*\\dot\s*\{{?\d\}}?)?|\(\d+\)(?![\d^!(])))
    | (?P<continued>\d*\.\d+\s*(?:\.{{3}}|\\[lc]?dots(?![A-Za-z])))
    | (?P<num>(?:\d+\{{,\}}\d+|\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+(?![A-Za-z.]))?)
    )
    | (?P<dots>\.{{2,}}|\\[lc]?dots(?![A-Za-z]))
    | (?P<degrees>\^\s*(?:\\circ(?![A-Za-z])|\{{\s*\\circ\s*\}}))
    | (?P<env>\\(?:begin|end)\s*\{{\s*[A-Za-z]+\*?\s*\}}(?:\{{[lcr|\s]*\}})?)
    | (?P<command>\\(?:[A-Za-z]+\*?|.))
    | (?P<word>[^\W\d_]{{3,}}-[^\W\d_]{{3,}}|[^\W\d_]+)
    | (?P<space>[\s~]+)
    | (?P<sign><=|>=|!=|!!+|=<|\*\*|[-+*/^_=<>!:'%|,;&\\$])
    | (?P<bracket>[(){{}}\[\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FUNCTION_OF_LETTER: Final = re.compile(r"(arc(?:sin|cos|tan)|sin|cos|tan|cot|sec|csc|log|ln)(\w)")
_SPELLED: Final = {"**": "^", "=<": "<="}


def tokenize(text: str, *, split_groups: bool = False) -> tuple[Token, ...]:
    """Return the tokens of `text`.

    `split_groups` reads `100,200` as two numbers; otherwise a comma before three digits groups
    them, but within brackets it separates, unless a group starts with zero. `12, 650` is two
    numbers in any case; more groups with white space (`1, 234, 567`) can be either.
    """
    lexer = _Lexer(split_groups)
    for match in _TOKEN.finditer(fold(rewritten(text))):
        _TAKERS[match.lastgroup or "other"](lexer, match[0])
    return _trimmed(_with_differentials(lexer.tokens))


def has_comma_groups(text: str) -> bool:
    """Whether the two readings of `tokenize` may differ."""
    return "," in text and _MAY_BE_LIST.search(text) is not None


_MAY_BE_LIST: Final = re.compile(r"\d(?:,[1-9]\d\d|\s?,\s\d{3}|\s,\d{3}|\.\d{3},\d{1,2})(?!\d)")


def _with_differentials(tokens: list[Token]) -> list[Token]:
    """Join each integral's `d` and the variable after it to one token; elsewhere d is a letter."""
    if _INTEGRAL not in tokens:
        return tokens
    joined: list[Token] = []
    waiting = 0
    for token in tokens:
        waiting += token == _INTEGRAL
        if waiting and token.kind == "sym" and joined[-1] == _DIFFERENTIAL:
            joined[-1] = Token("diff", token.text)
            waiting -= 1
        else:
            joined.append(token)
    return joined


_INTEGRAL: Final = Token("bind", "integral")
_DIFFERENTIAL: Final = Token("sym", "d")


def _trimmed(tokens: list[Token]) -> tuple[Token, ...]:
    """Without the punctuation that ends a sentence."""
    end = len(tokens)
    while end and tokens[end - 1] in _FINAL:
        end -= 1
    return tuple(tokens[:end])


_PERIOD_SIGN: Final = re.compile(r"\\|\(")
_TAKING_DIGITS: Final = {Token("op", "^"), Token("op", "_")}
_FINAL: Final = {Token("op", ","), Token("op", ";"), Token("op", "."), Token("op", "\\\\")}


class _Lexer:
    """The state of one pass: how deep in brackets, and which group is prose."""

    def __init__(self, split_groups: bool) -> None:
        self.tokens: list[Token] = []
        self._split = split_groups
        self._brackets = 0
        self._modes: list[str] = ["math"]
        self._next_mode = "math"

    def _put(self, kind: str, text: str) -> None:
        self.tokens.append(Token(kind, text))

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────

    def take_num(self, text: str) -> None:
        before = self.tokens[-1] if self.tokens else None
        if text[0] == "." and before is not None and before.kind == "num":
            raise UnreadableError("a number with two points")
        self._put("num", text.replace("{,}", ".").removesuffix("."))

    def take_grouped(self, text: str) -> None:
        """Take one number, or several where commas part a list; see `tokenize`."""
        groups = re.findall(r"\d+(?:\.\d+)?", text)
        marks = re.findall(r"[^\d.]+", text)
        if all(mark.strip() == "," for mark in marks):
            listed = any(mark[-1].isspace() for mark in marks)
            spaced = any(mark != "," for mark in marks)
            zeros = any(group.startswith("0") for group in groups[1:])
            pair = listed and len(groups) == 2 and not zeros
            if (
                pair
                or (spaced and groups[0].startswith("0"))
                or ((self._split or self._brackets > 0) and (spaced or not zeros))
            ):
                for index, group in enumerate(groups):
                    if index:
                        self._put("op", ",")
                    self._put("num", group)
                return
        self._put("num", re.sub(r"[^\d.]", "", text))

    def take_pointed(self, text: str) -> None:
        """Take `1.234.567,8`; `1.234,5` may also be two numbers."""
        whole, _, decimals = text.partition(",")
        if whole.count(".") == 1 and (self._split or self._brackets > 0):
            self.take_parted(text)
        else:
            self._put("num", f"{whole.replace('.', '')}.{decimals}".removesuffix("."))

    def take_date(self, text: str) -> None:
        if self._has_operand():
            self.take_parted(text)
        elif day_of(text) is not None:
            self._put("date", text)
        elif "/" in text or re.fullmatch(r"\d{1,2}-\d{1,2}-\d\d", text):
            self.take_parted(text)
        else:
            raise UnreadableError("written like a date, and none of the calendar")

    def take_clock(self, text: str) -> None:
        parts = re.findall(r"\d+", text)
        if is_clock(parts) and not self._has_operand():
            self._put("clock", ":".join(parts))
        else:
            self.take_parted(text)

    def _has_operand(self) -> bool:
        """Tell whether digits go on with what stands before them, as in `3^12:15`."""
        return bool(self.tokens) and (
            self.tokens[-1].kind in {"fn", "num"} or self.tokens[-1] in _TAKING_DIGITS
        )

    def take_parted(self, text: str) -> None:
        """Take numbers and the signs that part them one by one."""
        for piece in re.findall(r"\d+(?:\.\d+)?|\S", text):
            (self.take_num if piece[0].isdecimal() else self.take_sign)(piece)

    def take_literal(self, text: str) -> None:
        self._put("literal", text.lower())

    def take_repeating(self, text: str) -> None:
        start, period = _PERIOD_SIGN.split(text, maxsplit=1)
        self._put("num", f"{start or '0'}({re.sub(r'[^0-9]', '', period)})")

    def take_continued(self, text: str) -> None:
        """Take a decimal that goes on as its end has begun; else how is not for us to say."""
        written = text.rstrip(". \n\t").partition("\\")[0].strip()
        period = period_of(written.partition(".")[2])
        if period:
            self._put("num", f"{written.removesuffix(period) or '0'}({period})")
        else:
            self._put("num", written)
            self._put("cmd", "dots")

    # ── names ────────────────────────────────────────────────────────────────────────────────────

    def take_word(self, text: str) -> None:
        if self._modes[-1] == "upright" and text in {"e", "i", "d"}:
            self._put("sym", text)
        elif text.lower() in {"or", "and"}:
            self._put("op", text.lower())
        elif self._modes[-1] == "prose" or self._is_unit(text):
            self._put("text", text)
        elif text in FUNCTIONS:
            self._put("fn", text)
        elif self._modes[-1] == "upright" and text in NAMED_UPRIGHT:
            self._put("fn", NAMED_UPRIGHT[text])
        elif self._modes[-1] == "upright":
            self._put("text", text)
        else:
            self.take_letters(text)

    def take_letters(self, text: str) -> None:
        applied = _FUNCTION_OF_LETTER.fullmatch(text)
        if applied is not None:
            self._put("fn", applied[1])
            self._put("sym", applied[2])
        elif text in BARE_SYMBOLS:
            self._put("sym", SYMBOLS[text])
        elif len(text) == 1:
            self._put("sym", text)
        elif text.lower() in COMMON_WORDS or len(text) > 3:
            self._put("text", text)
        else:
            for letter in text:
                self._put("sym", letter)

    def _is_unit(self, text: str) -> bool:
        """Return a unit's name counts as one after a number; a single letter only in prose."""
        after = self.tokens[-1].kind if self.tokens else ""
        return len(text) > 1 and text in UNIT_WORDS and after in {"num", "close"}

    # ── LaTeX ────────────────────────────────────────────────────────────────────────────────────

    def take_command(self, text: str) -> None:
        name = text[1:].rstrip("*") or text[1:]
        if name in IGNORED or name.isspace():
            return
        if name in WORDY or name in UPRIGHT:
            self._next_mode = "prose" if name in WORDY else "upright"
        elif name in OPENING:
            self._open(OPENING[name])
        elif name in CLOSING:
            self._close(CLOSING[name])
        else:
            self._put(*_meaning(name))

    def take_env(self, text: str) -> None:
        begins = text.startswith("\\begin")
        name = text[text.index("{") + 1 : text.index("}")].strip().rstrip("*")
        self._put("env", name if begins else f"end {name}")

    def take_dots(self, text: str) -> None:
        """How an ellipsis goes on is not for this reader to say."""
        self._put("cmd", "dots")

    def take_degrees(self, text: str) -> None:
        self._put("op", "deg")

    # ── signs ────────────────────────────────────────────────────────────────────────────────────

    def take_sign(self, text: str) -> None:
        if text != "$":  # delimits mathematics; the currency is written with a backslash
            self._put("op", _SPELLED.get(text, text))

    def take_bracket(self, text: str) -> None:
        if text in "([":
            self._open(text)
        elif text in ")]":
            self._close(text)
        elif text == "{":
            self._modes.append(self._mode_of_group())
            if self._modes[-1] == "math":
                self._put("open", "{")
        else:
            mode = self._modes.pop() if len(self._modes) > 1 else "math"
            if mode == "math":
                self._put("close", "}")

    def _mode_of_group(self) -> str:
        mode, self._next_mode = self._next_mode, "math"
        return mode if mode != "math" else self._modes[-1]

    def _open(self, text: str) -> None:
        self._brackets += 1
        self._put("open", text)

    def _close(self, text: str) -> None:
        self._brackets -= 1
        self._put("close", text)

    def take_space(self, text: str) -> None:
        """Space means nothing between tokens."""

    def take_other(self, text: str) -> None:
        self._put("op", text)


_TAKERS: Final[dict[str, Callable[[_Lexer, str], None]]] = {
    "grouped": _Lexer.take_grouped,
    "pointed": _Lexer.take_pointed,
    "date": _Lexer.take_date,
    "clock": _Lexer.take_clock,
    "literal": _Lexer.take_literal,
    "repeating": _Lexer.take_repeating,
    "continued": _Lexer.take_continued,
    "num": _Lexer.take_num,
    "dots": _Lexer.take_dots,
    "degrees": _Lexer.take_degrees,
    "env": _Lexer.take_env,
    "command": _Lexer.take_command,
    "word": _Lexer.take_word,
    "space": _Lexer.take_space,
    "sign": _Lexer.take_sign,
    "bracket": _Lexer.take_bracket,
    "other": _Lexer.take_other,
}
"""What to do with a match, by its group's name."""


def _meaning(name: str) -> Token:
    if name in SIGNS:
        return Token("op", SIGNS[name])
    if name in BINDERS:
        return Token("bind", BINDERS[name])
    if name in LATEX_FUNCTIONS:
        return Token("fn", LATEX_FUNCTIONS[name])
    if name in FUNCTIONS:
        return Token("fn", name)
    if name in SYMBOLS:
        return Token("sym", SYMBOLS[name])
    if name in CURRENCIES:
        return Token("cur", CURRENCIES[name])
    return Token("name" if name in DECORATIONS else "cmd", name)
