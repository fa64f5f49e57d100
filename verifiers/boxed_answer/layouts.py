r"""Matrices, systems, sets and their words in other forms, written as the ones that are read.

\begin{psmallmatrix}1&2\\[4pt]3&4\end{psmallmatrix}   ──▶  \begin{pmatrix}1&2\\3&4\end{pmatrix}
\begin{cases}x=1\\y=2\end{cases}                       ──▶  x=1, y=2
\{x \mid x > 2\}, |x| < 2, all positive real numbers   ──▶  x > 2, -2 < x < 2, (0, \infty)
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

# ── matrices ─────────────────────────────────────────────────────────────────────────────────────

_ROW_GAP: Final = re.compile(r"\\\\\s*\[\s*-?[\d.]+\s*(?:pt|mm|cm|em|ex|in|px|mu)\s*\]")
_LINES: Final = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)(?![A-Za-z])|\\cline\{[^{}]*\}")
_NEW_LINE: Final = re.compile(r"\\newline(?![A-Za-z])|\\cr(?![A-Za-z])")
_SMALL: Final = re.compile(r"(\\(?:begin|end)\s*\{)([pbBvV])small(matrix)\*?\}")
_OPTION: Final = re.compile(r"(\\begin\s*\{[pbBvV]?matrix\*?\})\s*\[[lcr]\]")
_PLAIN_MATRIX: Final = re.compile(r"\\([pb]?matrix)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_TRANSPOSED: Final = re.compile(
    r"\\begin\s*\{([pbB]?matrix)\}((?:(?!\\begin|\\end).)*)\\end\s*\{\1\}\s*\^\s*\{?\s*T\s*\}?\s*\Z"
)
_TRANSPOSE: Final = re.compile(
    r"\^\s*(?:\{\s*)?(?:\\(?:mathsf|mathrm|text|intercal|top|mathtt|rm|T)\b\s*\{?\s*T?\s*\}?)\s*\}?"
    r"(?=\s*\Z)"
)

# ── systems ──────────────────────────────────────────────────────────────────────────────────────

_BRACE_ARRAY: Final = re.compile(
    r"(?:\\left\s*)?\\\{\s*\\begin\s*\{(array|aligned|matrix|gathered|align)\}(?:\{[lcr|\s]*\})?"
    r"((?:(?!\\begin|\\end).)*)\\end\s*\{\1\}(?:\s*\\right\s*\.)?\s*",
    re.DOTALL,
)
_CASES: Final = re.compile(
    r"\\begin\s*\{(cases|dcases|rcases)\*?\}((?:(?!\\begin|\\end).)*)\\end\s*\{\1\*?\}", re.DOTALL
)
_ENDS: Final = re.compile(r"[,.;]\s*\Z")
_EQUATION: Final = re.compile(r"\s*[A-Za-z](?:_\{?\w\}?)?\s*=[^=<>\n]+")
_WIDE_GAP: Final = re.compile(r"\\q?quad(?![A-Za-z])|\n")
_IF: Final = re.compile(
    r"\\(?:text|textrm|mbox|mathrm)\s*\{\s*(?:if|for|when|where|, if)?\s*\}"
    r"|(?<![A-Za-z])(?:if|for)\b"
)

_OR: Final = re.compile(
    r"\s*(?:\\(?:text|textrm|mbox)\s*\{\s*,?\s*or\s*\}|\bor\b|\\lor(?![A-Za-z]))\s*"
)
_COMMA: Final = re.compile(r"\s*(?:,|\\(?:text|textrm|mbox)\s*\{\s*and\s*\}|\band\b)\s*")

# ── sets ─────────────────────────────────────────────────────────────────────────────────────────

_BUILDER: Final = re.compile(
    r"\\?\{\s*([a-z])\s*(?:\\in\s*\\(?:mathbb\s*\{?R\}?|R|reals))?\s*(?:\\mid|\||:|\\colon|\\vert)\s*"
    r"((?=[^{}]*(?:<|>|\\[lg]e|\\ne))(?:[^{}\\]|\\(?!\}))+?)\s*\\?\}"
)
_REALS_ONLY: Final = re.compile(
    r"\s*(?<!\\)[,;]\s*(?:\\[ ,;:!]|~|\s|\\q?quad)*[a-z]\s*\\in\s*\\mathbb\s*\{?R\}?\s*\Z"
)
_BAR: Final = r"(?:\||\\lvert|\\vert|\\left\s*\||\\left\s*\\lvert)"
_END_BAR: Final = r"(?:\||\\rvert|\\vert|\\right\s*\||\\right\s*\\rvert)"
_SIZE: Final = re.compile(
    rf"\s*(\d+)?\s*{_BAR}\s*([a-z])\s*(?:([+-])\s*(\d+(?:\.\d+)?))?\s*{_END_BAR}\s*"
    r"(<=?|>=?|\\le(?:q|qslant)?(?![A-Za-z])|\\ge(?:q|qslant)?(?![A-Za-z])|\\lt(?![A-Za-z])"
    r"|\\gt(?![A-Za-z]))\s*(\d+(?:\.\d+)?)\s*"
)
_MINUS_SET: Final = re.compile(r"(\\mathbb\s*\{?[A-Z]\}?)\s*-\s*(?=\\\{)")
_HALF_LINES: Final = re.compile(
    r"\\mathbb\s*\{?R\}?\s*(?:\^\s*\{?\s*(?P<raised>[+*-])\s*\}?|_\s*\{?\s*"
    r"(?P<sign>[+]|>|<|\\ge(?:q|qslant)?|\\le(?:q|qslant)?|>=|<=)\s*(?P<zero>0)?\s*\}?)"
)
_LINE_OF: Final = {
    "+": r"(0, \infty)",
    ">": r"(0, \infty)",
    "-": r"(-\infty, 0)",
    "<": r"(-\infty, 0)",
    "*": r"\mathbb{R}\setminus\{0\}",
}
_ALL: Final = r"(?:the\s+)?(?:set\s+of\s+)?(?:all\s+)?(?:the\s+)?"
_REAL: Final = r"(?:reals?(?:\s+numbers?)?|real\s+numbers?)"
_WORDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(rf"{_ALL}{words}", re.IGNORECASE), written)
    for words, written in (
        (rf"positive\s+{_REAL}", r"(0, \infty)"),
        (rf"negative\s+{_REAL}", r"(-\infty, 0)"),
        (rf"non-?\s?negative\s+{_REAL}", r"[0, \infty)"),
        (rf"non-?\s?positive\s+{_REAL}", r"(-\infty, 0]"),
        (rf"non-?\s?zero\s+{_REAL}", r"\mathbb{R}\setminus\{0\}"),
        (rf"{_REAL}\s+except\s+(?:for\s+)?(?P<n>-?\d+)", r"\mathbb{R}\setminus\{N\}"),
        (rf"{_REAL}\s+(?:greater|larger|more|bigger)\s+than\s+(?P<n>-?\d+)", r"(N, \infty)"),
        (rf"{_REAL}\s+(?:less|smaller)\s+than\s+(?P<n>-?\d+)", r"(-\infty, N)"),
        (
            rf"{_REAL}\s+(?:at\s+least|greater\s+than\s+or\s+equal\s+to)\s+(?P<n>-?\d+)",
            r"[N, \infty)",
        ),
        (rf"{_REAL}\s+(?:at\s+most|less\s+than\s+or\s+equal\s+to)\s+(?P<n>-?\d+)", r"(-\infty, N]"),
        (_REAL, r"\mathbb{R}"),
        (r"(?:integers|whole\s+integers|integer\s+numbers)", r"\mathbb{Z}"),
        (r"(?:rationals|rational\s+numbers)", r"\mathbb{Q}"),
        (r"(?:natural\s+numbers|naturals)", r"\mathbb{N}"),
        (r"complex\s+numbers", r"\mathbb{C}"),
        (r"empty\s+set", r"\emptyset"),
        (
            r"(?:there\s+(?:is|are)\s+)?no\s+(?:real\s+)?(?:solutions?|roots?|such\s+[a-z]+)",
            r"\emptyset",
        ),
    )
)
_PROSE: Final = re.compile(r"\\(?:text|textrm|textnormal|mbox|mathrm|textbf|textit)\s*\{([^{}]*)\}")
_WORDY: Final = re.compile(
    "real|integer|natural|rational|complex|solution|root|empty", re.IGNORECASE
)

_ODD: Final = re.compile(
    r"\\(?:hline|cline|newline|cr|toprule|midrule|bottomrule|intercal|top|pmatrix|bmatrix|matrix)"
    r"(?![A-Za-z])|\\\\\s*\[|small(?=matrix)|\{[dr]?cases\*?\}|matrix\*?\}\s*\[|\^\s*\{?\s*\\|\n|"
    r"\\q?quad|\\\{\s*\\begin|\\mid|\||[lr]?vert|:|\\mathbb|\\in(?![a-z])|"
    rf"{_WORDY.pattern}|(?<![a-z])or(?![a-z])|\\lor|\^\s*\{{?\s*T",
    re.IGNORECASE,
)


def laid_out(text: str) -> str:
    """The text with such forms written otherwise; the same text where there is none."""
    if not _ODD.search(text):
        return text
    text = _LINES.sub("", _ROW_GAP.sub(r"\\\\", text))
    text = _SMALL.sub(r"\1\2\3}", text)
    text = _OPTION.sub(r"\1", text)
    text = _PLAIN_MATRIX.sub(_environment, text)
    text = _NEW_LINE.sub(r"\\\\", text)
    text = _TRANSPOSED.sub(_turned, _TRANSPOSE.sub("^T", text))
    text = _BRACE_ARRAY.sub(r"\\begin{cases}\2\\end{cases}", text)
    text = _CASES.sub(_system, text)
    parts = [part for part in _WIDE_GAP.split(text) if part.strip()]
    if len(parts) > 1 and all(_EQUATION.fullmatch(_ENDS.sub("", part)) for part in parts):
        text = ", ".join(_ENDS.sub("", part) for part in parts)
    text = _points(text)
    text = _MINUS_SET.sub(r"\1\\setminus", text)
    text = _REALS_ONLY.sub("", text)
    if (built := _BUILDER.fullmatch(text.strip())) is not None:
        text = built[2].replace(built[1], "x") if _is_alone(built[1], built[2]) else text
    if (sized := _SIZE.fullmatch(text)) is not None:
        text = _between(sized)
    text = _HALF_LINES.sub(_half_line, text)
    return _in_words(text) if _WORDY.search(text) else text


def _turned(found: re.Match[str]) -> str:
    """A matrix of rows of one length, transposed."""
    rows = [row.split("&") for row in re.split(r"\\\\", found[2]) if row.strip()]
    if len({len(row) for row in rows}) != 1:
        return found[0]
    lines = r"\\".join("&".join(column) for column in zip(*rows, strict=True))
    return rf"\begin{{{found[1]}}}{lines}\end{{{found[1]}}}"


def _points(text: str) -> str:
    """Write `x=1, y=2 or x=3, y=4` as the points that it names, each by its names' order."""
    systems = [_COMMA.split(system) for system in _OR.split(text)]
    if len(systems) < 2 or not all(_EQUATION.fullmatch(each) for row in systems for each in row):
        return text
    points = [sorted(tuple(map(str.strip, each.split("=", 1))) for each in row) for row in systems]
    names = [[name for name, _ in point] for point in points]
    if len(names[0]) < 2 or any(each != names[0] for each in names):
        return text
    return ", ".join(f"({', '.join(value for _, value in point)})" for point in points)


def _environment(found: re.Match[str]) -> str:
    inner = _NEW_LINE.sub(r"\\\\", found[2])
    return rf"\begin{{{found[1]}}}{inner}\end{{{found[1]}}}"


def _system(found: re.Match[str]) -> str:
    r"""Rows of a system as a list; with a condition each, a function by parts, as a set."""
    rows = [row.strip() for row in re.split(r"\\\\", found[2]) if row.strip()]
    cells = [[_ENDS.sub("", cell.strip()) for cell in row.split("&")] for row in rows]
    if all(len(row) == 1 or row[1].lstrip().startswith("=") for row in cells):
        return ", ".join("".join(row) for row in cells)
    if all(len(row) == 2 for row in cells):
        pairs = [f"({row[0]}, {_ENDS.sub('', _IF.sub(' ', row[1]).strip())})" for row in cells]
        return rf"\{{{', '.join(pairs)}\}}"
    return found[0]


def _is_alone(name: str, condition: str) -> bool:
    """Whether a builder's condition has no letters but its own name: then the name is no matter."""
    letters = re.sub(r"\\[A-Za-z]+", " ", condition)
    return set(re.findall("[A-Za-z]", letters)) == {name}


def _between(found: re.Match[str]) -> str:
    r"""Write `|x - 2| < 5` as `-3 < x < 7`, and `|x| > 2` as what is outside."""
    factor, name, sign, shift, relation, size = found.groups()
    if factor is not None and int(factor) == 0:
        return found[0]
    centre = Fraction(shift or 0) * (-1 if sign == "+" else 1)
    reach = Fraction(size) / int(factor or 1)
    low, high = centre - reach, centre + reach
    closed = "=" in relation or relation.startswith((r"\le", r"\ge"))
    if relation.startswith(("<", r"\l")):
        mark = r"\le" if closed else "<"
        return f"{_exact(low)} {mark} {name} {mark} {_exact(high)}"
    if closed:
        return rf"(-\infty, {_exact(low)}] \cup [{_exact(high)}, \infty)"
    return rf"(-\infty, {_exact(low)}) \cup ({_exact(high)}, \infty)"


def _exact(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number)
    return rf"{'-' if number < 0 else ''}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"


def _half_line(found: re.Match[str]) -> str:
    if found["raised"]:
        return _LINE_OF[found["raised"]]
    if (found["sign"] == "+") == (found["zero"] is not None):
        return found[0]
    if found["sign"] in {r"\ge", r"\geq", r"\geqslant", ">="}:
        return r"[0, \infty)"
    return _LINE_OF.get(found["sign"], r"(-\infty, 0]")


def _in_words(text: str) -> str:
    plain = " ".join(_PROSE.sub(r" \1 ", text).replace("$", " ").strip(" .").split())
    for words, written in _WORDS:
        if (said := words.fullmatch(plain)) is not None:
            return written.replace("N", said["n"]) if "n" in words.groupindex else written
    return text
