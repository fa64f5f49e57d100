r"""How an answer looks, taken off: what is left says what it means, in the commands that are read.

    "{\color{red}{1 \over 2}}\phantom{0}"  ──▶  "{{\frac{1}{2}}} "
    "3<tab>imes 4", "\\frac12" doubled     ──▶  "3\times 4", "\frac12"

Colours, sizes, boxes around and what prints nothing; fractions of plain TeX; backslashes that a
string literal ate or a second writing doubled; entities of HTML.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from .limits import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Mapping

_ARGUMENTS: Final[Mapping[str, tuple[int, bool]]] = {
    **dict.fromkeys(
        ("phantom", "hphantom", "vphantom", "hspace", "vspace", "mspace", "label", "tag"),
        (1, False),
    ),
    **dict.fromkeys(("mathcolor", "pagecolor", "fontsize", "hypertarget"), (1, False)),
    "rule": (2, False),
    **dict.fromkeys(("null", "relax", "notag", "nonumber", "hfil", "hfill", "protect"), (0, False)),
    **dict.fromkeys(
        ("smash", "mathclap", "mathllap", "mathrlap", "clap", "llap", "rlap"), (1, True)
    ),
    **dict.fromkeys(("uline", "uuline", "uwave", "hl", "underbrace", "overbrace"), (1, True)),
    **dict.fromkeys(("framebox", "makebox", "parbox", "raisebox", "scalebox"), (2, True)),
    **dict.fromkeys(("textcolor", "colorbox"), (2, True)),
    "bbox": (1, True),
    "fcolorbox": (3, True),
    "resizebox": (3, True),
}
"""Of each command how many arguments it takes, and whether the last of them is printed."""

_SIZES: Final = frozenset(
    (
        *("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE"),
        *("huge", "Huge", "bfseries", "itshape", "sffamily", "ttfamily", "mdseries", "upshape"),
        *("boldmath", "unboldmath", "centering"),
    )
)
"""Switches: they hold up to the end of their group and print nothing."""

_AROUND: Final = (
    "align|aligned|alignat|gather|gathered|equation|split|math|displaymath|center|multline|flalign"
)
_WRAPPER: Final = re.compile(
    rf"\\begin\s*\{{(?P<env>(?:{_AROUND})\*?)\}}(?P<inner>(?:(?!\\begin|\\end|\\\\|&).)*)"
    r"\\end\s*\{(?P=env)\}",
    re.DOTALL,
)
"""An environment around one line: with several it says how they stand to each other."""

_NAMES: Final = (
    *("frac", "forall", "fbox", "floor", "flat"),
    *("times", "text", "textbf", "theta", "tau", "tan", "tanh", "tfrac", "tilde", "triangle"),
    *("therefore", "textit", "textrm", "top"),
    *("beta", "binom", "begin", "bar", "boxed", "bmod", "big", "bigcup", "bigcap", "boldsymbol"),
    *("bullet", "bf", "bot", "because"),
    *("neq", "nabla", "notin", "nicefrac", "neg", "not", "nless", "nmid", "nu"),
    *("rho", "right", "rangle", "rfloor", "rceil", "rightarrow", "rm", "rbrace", "rvert"),
    *("vec", "varphi", "varepsilon", "vartheta", "vee", "vert", "varnothing", "vdots"),
    *("alpha", "angle", "approx", "arcsin", "arccos", "arctan", "ast", "amp"),
)
_EATEN_BY: Final = {"\f": "f", "\t": "t", "\b": "b", "\n": "n", "\r": "r", "\v": "v", "\a": "a"}
_SPACING: Final = "\t\n\r"
"""Of these, what is white space by itself: only a rest of two letters and more is a command's."""

_EATEN: Final = re.compile("([\f\t\b\n\r\v\a])([A-Za-z]+)")

_COMMON: Final = (
    r"d?frac|tfrac|sqrt|text|pi|circ|cdot|times|begin|end|left|right|theta|alpha|beta|infty|leq?"
    r"|geq?|neq?|mathrm|mathbf|mathbb|boxed|pm|sin|cos|tan|ln|log|binom|cup|cap|in|sum|int"
)
_DOUBLED: Final = re.compile(rf"\\\\(?:{_COMMON})(?![A-Za-z])")
_ODD_RUN: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?!\\)")

_BARE: Final = re.compile(r"(?<![A-Za-z\\])(?=(?:[dtc]?frac|sqrt|text|mathrm|binom)\s*\{)")

_NULL_DELIMITER: Final = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)\s*\.")
_SLASH: Final = re.compile(r"\\middle\s*/")
_PRIMES: Final = re.compile(r"\^\s*(?:\{\s*((?:\\prime\s*)+)\}|(\\prime)(?![A-Za-z]))")
_RAISED_OVER_LOWERED: Final = re.compile(
    r"(?:\{\})?\^(?:\{(\d+)\}|(\d))\s*(?:/|\\!/\\!|\\big/)\s*_(?:\{(\d+)\}|(\d))"
)
_GENERAL_FRACTION: Final = re.compile(
    r"\\genfrac\s*\{([(\[]?)\}\s*\{([)\]]?)\}\s*\{([^{}]*)\}\s*\{[^{}]*\}"
)
_COLOUR: Final = re.compile(r"\\color\s*(?:\[[^\]]*\]\s*)?\{[^{}]*\}")
_WITHOUT_SET: Final = re.compile(r"((?:\\(?:small)?setminus|\\backslash|\u2216)\s*)\{([^{}\\]*)\}")
_FIELD_LESS_SET: Final = re.compile(r"(\\mathbb\{[A-Z]\}\s*)\\ (?=\\\{)")
_EMPTY: Final = re.compile(r"(?<![A-Za-z\]}^_])\{\s*\}")
_ENTITY: Final = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});")

_PIECE: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}]+", re.DOTALL)
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)\*?(?![A-Za-z])")
_BETWEEN: Final = {"\\over": "frac", "\\choose": "binom", "\\atop": "", "\\above": ""}

_ODD: Final = re.compile(
    r"[\f\t\b\n\r\v\a]|\\\\[A-Za-z]|\{\s*\}|&[a-z#]|\^\s*\{?\s*\\prime|\^\{?\d+\}?\s*/|\\middle|"
    r"\\(?:left|right|[bB]igg?[lr]?)\s*\.|\\color|\\genfrac|\\mathbb\{[A-Z]\}\s*\\ |"
    rf"(?:\\(?:small)?setminus|\\backslash|\u2216)\s*\{{|\\begin\s*\{{(?:{_AROUND})|"
    r"(?<![A-Za-z\\])(?:[dtc]?frac|sqrt|text|mathrm|binom)\s*\{|"
    rf"\\(?:over|choose|atop|above|{'|'.join(_ARGUMENTS)}|{'|'.join(_SIZES)})(?![A-Za-z])"
)
"""Finds texts in which there is anything to take off: most have nothing."""


def plainly_set(text: str) -> str:
    """The text without its looks; the same text where there is nothing to take off.

    Linear in its length; what is nested deeper than answers are stays as it is.
    """
    if not _ODD.search(text):
        return text
    text = with_backslashes(text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = _FIELD_LESS_SET.sub(r"\1\\setminus", text)
    text = _WITHOUT_SET.sub(r"\1\\{\2\\}", text)
    text = _SLASH.sub("/", _NULL_DELIMITER.sub("", text))
    text = _PRIMES.sub(lambda run: "'" * (run[1] or run[2]).count("prime"), text)
    text = _RAISED_OVER_LOWERED.sub(
        lambda run: rf"\frac{{{run[1] or run[2]}}}{{{run[3] or run[4]}}}", text
    )
    text = _GENERAL_FRACTION.sub(_general_fraction, text)
    text = _COLOUR.sub(" ", text)
    for _ in range(MAX_DEPTH):
        before = text
        text = _WRAPPER.sub(r" \g<inner> ", _without_commands(text))
        if text == before:
            break
    if any(command in text for command in _BETWEEN):
        text = _with_fractions(text)
    return _EMPTY.sub("", text)


def with_backslashes(text: str) -> str:
    r"""The text with the backslashes that were eaten, or without those that were doubled.

    A form feed before `rac` was `\frac`, in a literal of Python or JSON. White space is one only
    before two letters and more that complete a known command. A text in which every run of
    backslashes is even, one of them before a common command, was written once too often.
    """
    text = _EATEN.sub(_restored, text)
    if "\\\\" in text and _DOUBLED.search(text) and not _ODD_RUN.search(text):
        text = text.replace("\\\\", "\\")
    return _BARE.sub(r"\\", text)


def stripped(text: str) -> str:
    r"""The text without what stands around it: white space, `\ ` at its end, an `=` before it.

    White space that was the first letter of a command stays.
    """
    text = with_backslashes(text).strip() if text[:1] in _EATEN_BY else text.strip()
    if text[-1:] == "\\" and _ODD_RUN.search(text, len(text) - 1):
        text = text[:-1].rstrip()
    return text[1:].lstrip() if text[:1] == "=" and len(text) > 1 else text


def _restored(found: re.Match[str]) -> str:
    eater, rest = found[1], found[2]
    first = _EATEN_BY[eater]
    least = 2 if eater in _SPACING else 1
    for end in range(len(rest), least - 1, -1):
        if first + rest[:end] in _NAMES and (end == len(rest) or end > least):
            return f"\\{first}{rest[:end]}{'' if end == len(rest) else ' '}{rest[end:]}"
    return found[0]


def _general_fraction(found: re.Match[str]) -> str:
    if found[1] == "(" and found[2] == ")" and found[3].strip().startswith("0"):
        return r"\binom"
    return found[0] if found[1] or found[2] or found[3].strip().startswith("0") else r"\frac"


def _without_commands(text: str) -> str:
    """Take off one layer of the commands of _ARGUMENTS and _SIZES."""
    parts: list[str] = []
    at = 0
    for found in _COMMAND.finditer(text):
        if found.start() < at:
            continue
        count, printed = _ARGUMENTS.get(found[1], (0, False))
        if found[1] not in _ARGUMENTS and found[1] not in _SIZES:
            continue
        end, last = found.end(), ""
        for _ in range(count):
            group = _group(text, end)
            if group is None:
                break
            last, end = group
        else:
            parts += [text[at : found.start()], f"{{{last}}}" if printed else " "]
            at = end
    return "".join([*parts, text[at:]])


def _group(text: str, at: int) -> tuple[str, int] | None:
    """The content of the group (or the bracket of an option) at this place, and where it ends."""
    while at < len(text) and text[at] == " ":
        at += 1
    if at >= len(text) or text[at] not in "{[":
        return None
    closing, depth = ("}", 0) if text[at] == "{" else ("]", 0)
    for index in range(at, len(text)):
        escaped = index > at and text[index - 1] == "\\"
        depth += (text[index] == text[at] and not escaped) - (
            text[index] == closing and not escaped
        )
        if depth == 0:
            inner = text[at + 1 : index]
            return (inner, index + 1) if closing == "}" else _group(text, index + 1)
    return None


def _with_fractions(text: str) -> str:
    r"""Write `{a \over b}` as `{\frac{a}{b}}`; a group that is not closed ends with the text."""
    groups: list[list[str]] = [[]]
    for piece in _PIECE.findall(text):
        if piece == "{":
            groups.append([])
        elif piece == "}" and len(groups) > 1:
            inner = groups.pop()
            groups[-1].append(f"{{{_fraction(inner)}}}")
        else:
            groups[-1].append(piece)
    while len(groups) > 1:
        inner = groups.pop()
        groups[-1].append(f"{{{_fraction(inner)}")
    return _fraction(groups[0])


def _fraction(parts: list[str]) -> str:
    for at, part in enumerate(parts):
        if _BETWEEN.get(part):
            return rf"\{_BETWEEN[part]}{{{''.join(parts[:at])}}}{{{''.join(parts[at + 1 :])}}}"
    return "".join(parts)
