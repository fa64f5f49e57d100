r"""Answers as programs print them: the calls of Python and SymPy, written as LaTeX.

"Rational(3, 4) + 2*I"       ──▶  "\frac{3}{4} + 2*i"
"Matrix([[1, 2], [3, 4]])"   ──▶  "\begin{pmatrix}1&2\\3&4\end{pmatrix}"
"[[1 2] [3 4]]"              ──▶  the same, as numpy prints it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from .limits import MAX_DEPTH


def _interval(opens: str, closes: str) -> Callable[[list[str]], str]:
    return lambda parts: f"{opens}{parts[0]}, {parts[1]}{closes}"


def _matrix(parts: list[str]) -> str:
    [inner] = parts
    inner = inner.strip()
    rows = _items(inner[1:-1]) if inner[:1] == "[" and inner[-1:] == "]" else []
    nested = [row[1:-1] for row in rows if row[:1] == "[" and row[-1:] == "]"]
    if not rows or (nested and len(nested) != len(rows)):
        raise ValueError("no rows")
    lines = ["&".join(_items(row)) for row in nested] or rows
    return r"\begin{pmatrix}" + r"\\".join(lines) + r"\end{pmatrix}"


_CALLS: Final[Mapping[str, tuple[int, Callable[[list[str]], str]]]] = {
    **dict.fromkeys(("Rational", "Fraction"), (2, lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}")),
    **dict.fromkeys(
        ("Integer", "Float", "float", "int", "sympify", "S"), (1, lambda p: f"({p[0]})")
    ),
    **dict.fromkeys(("binomial", "comb"), (2, lambda p: rf"\binom{{{p[0]}}}{{{p[1]}}}")),
    "cbrt": (1, lambda p: rf"\sqrt[3]{{{p[0]}}}"),
    "root": (2, lambda p: rf"\sqrt[{p[1]}]{{{p[0]}}}"),
    "factorial": (1, lambda p: f"({p[0]})!"),
    "Abs": (1, lambda p: rf"\lvert {p[0]}\rvert "),
    "floor": (1, lambda p: rf"\lfloor {p[0]}\rfloor "),
    **dict.fromkeys(("ceiling", "ceil"), (1, lambda p: rf"\lceil {p[0]}\rceil ")),
    **dict.fromkeys(("Pow", "pow"), (2, lambda p: f"({p[0]})^{{{p[1]}}}")),
    **dict.fromkeys(("Matrix", "ImmutableMatrix", "array", "matrix"), (1, _matrix)),
    "Interval": (2, _interval("[", "]")),
    "Interval.open": (2, _interval("(", ")")),
    "Interval.Lopen": (2, _interval("(", "]")),
    "Interval.Ropen": (2, _interval("[", ")")),
    "Eq": (2, lambda p: f"{p[0]} = {p[1]}"),
    "FiniteSet": (0, lambda p: rf"\{{{', '.join(p)}\}}"),
    "Union": (0, lambda p: r" \cup ".join(p)),
}
"""Of each call how many arguments it takes (0: any number), and how it is written."""

_PREFIX: Final = r"(?:(?:np|numpy|sp|sympy|math|cmath|fractions|mpmath)\.)?"
_CALL: Final = re.compile(
    rf"(?<![A-Za-z\\.]){_PREFIX}({'|'.join(map(re.escape, sorted(_CALLS, key=len)[::-1]))})\("
)
_MODULE: Final = re.compile(r"(?<![A-Za-z\\])(?:np|numpy|sp|sympy|math|cmath|mpmath)\.(?=[a-z])")
_GROUPED: Final = re.compile(r"(?<![\w.])\d{1,3}(?:_\d{3})+(?!\w)")
_ROWS: Final = re.compile(r"\[\s*\[[^\[\]]*\](?:\s*,?\s*\[[^\[\]]*\])*\s*\]")
_ROW: Final = re.compile(r"\[([^\[\]]*)\]")
_SPACED: Final = re.compile(r"\s*-?[\d.]+(?:/\d+)?(?:\s+-?[\d.]+(?:/\d+)?)*\s*")
_SEMICOLONS: Final = re.compile(r"\[\s*([^\[\];]+(?:;[^\[\];]+)+)\]")
_NAMED: Final = re.compile(r"\{\s*([A-Za-z]\w?)\s*:\s*([^{}:,]+)\}")
_CONSTANT: Final = re.compile(r"(?<![A-Za-z\\_])[IE](?![A-Za-z_(])")
_PROGRAM: Final = re.compile(r"\*|\A-I\Z")
_ODD: Final = re.compile(rf"\(|_\d|\[\s*\[|;|:|{_MODULE.pattern}")


def as_latex(text: str) -> str:
    """The text with the calls, matrices and digit groups of programs written as LaTeX."""
    if not _ODD.search(text):
        return text
    text = _GROUPED.sub(lambda run: run[0].replace("_", ""), text)
    for _ in range(MAX_DEPTH):
        found = _CALL.search(text)
        if found is None:
            break
        written = _written(text, found)
        if written is None:
            break
        text = written
    text = _MODULE.sub("", text)
    if _ROWS.fullmatch(text.strip()):
        rows = _ROW.findall(text)
        if len(rows) > 1 and all(_SPACED.fullmatch(row) and " " in row.strip() for row in rows):
            return _pmatrix([row.split() for row in rows])
    grid = _SEMICOLONS.fullmatch(text.strip())
    if grid is not None:
        cells = [row.split() for row in grid[1].split(";")]
        if (
            all(map(_SPACED.fullmatch, grid[1].split(";")))
            and len({len(row) for row in cells}) == 1
        ):
            return _pmatrix(cells)
    named = _NAMED.fullmatch(text.strip())
    return f"{named[1]} = {named[2]}" if named else text


def with_constants(text: str) -> str | None:
    """The text with SymPy's `I` and `E` as the constants that they are there; None without any.

    Only where a star tells that a program wrote it: elsewhere they are a current and an energy.
    """
    if not _PROGRAM.search(text) or not _CONSTANT.search(text):
        return None
    return _CONSTANT.sub(lambda letter: letter[0].lower(), text)


def _pmatrix(rows: list[list[str]]) -> str:
    lines = r"\\".join("&".join(row) for row in rows)
    return rf"\begin{{pmatrix}}{lines}\end{{pmatrix}}"


def _written(text: str, found: re.Match[str]) -> str | None:
    """The text with this call written out; None where it is no such call."""
    count, write = _CALLS[found[1]]
    depth = 1
    for at in range(found.end(), len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            parts = _items(text[found.end() : at])
            if (count and len(parts) != count) or not all(parts):
                return None
            try:
                return f"{text[: found.start()]}{write(parts)}{text[at + 1 :]}"
            except ValueError:
                return None
    return None


def _items(text: str) -> list[str]:
    """What commas part at the top level."""
    items, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            items.append(text[start:at].strip())
            start = at + 1
    return [*items, text[start:].strip()]
