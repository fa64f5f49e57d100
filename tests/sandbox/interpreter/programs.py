"""Generated programs: lists of top-level statements over numbers, lists, functions and classes.

All names that a statement reads are bound by PRELUDE or by nothing at all, so a program may also
end in an error: the point is that it ends in the same one everywhere. Loops are bounded, numbers
are reduced at each assignment.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

PRELUDE = textwrap.dedent(
    """
    a, b, c = 3, 5, 7
    xs, ys = [1, 2, 3], []
    def f0(n, k=2): return (n * k + a) % 101
    class Box:
        made = 0
        def __init__(self, v):
            self.v = v
            Box.made += 1
        def __add__(self, other): return Box(self.v + getattr(other, "v", other))
        def __repr__(self): return f"Box({self.v})"
    box = Box(1)
    """
).strip()

_NUMBERS = ("a", "b", "c")
_LISTS = ("xs", "ys")
_OPERATORS = ("+", "-", "*", "//", "%", "&", "|", "^", "<", "==", ">=", "and", "or")
_ERRORS = ("ZeroDivisionError", "IndexError", "(TypeError, NameError)", "Exception")


def _leaves() -> SearchStrategy[str]:
    return st.one_of(
        st.integers(-3, 9).map(lambda n: f"({n})"),
        st.sampled_from(_NUMBERS),
        st.sampled_from(["len(xs)", "sum(ys)", "xs[-1]", "ys[0]", "box.v", "Box.made", "unknown"]),
    )


def _larger(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from(_OPERATORS), inner).map(lambda t: f"({' '.join(t)})"),
        pair.map(lambda t: f"f0({t[0]}, k={t[1]})"),
        pair.map(lambda t: f"({t[0]} if {t[1]} else a)"),
        pair.map(lambda t: f"(lambda q, r={t[0]}: q - r)({t[1]})"),
        inner.map(lambda e: f"sum(i * ({e}) for i in xs if i != b)"),
        inner.map(lambda e: f"(w := {e})"),
        inner.map(lambda e: f"(Box({e}) + box).v"),
        inner.map(lambda e: f"max([{e}, *xs])"),
    )


expressions = st.recursive(_leaves(), _larger, max_leaves=6)


@st.composite
def _simple(draw: DrawFn) -> str:
    e, number = draw(expressions), draw(st.sampled_from(_NUMBERS))
    name = draw(st.sampled_from(_LISTS))
    return draw(
        st.sampled_from(
            [
                f"{number} = int({e}) % 1009",
                f"{number} += int({e}) % 13",
                f"{name}.append({e})",
                f"{name}[-1] = {e}",
                f"{name} = [i + ({e}) for i in range(3)]",
                f"print({e}, {name})",
                f"print(f'{{{number}=}} {{{e}}}', end=';')",
                f"{e}",
                f"box.v, *rest = [{e}, *{name}]",
                f"box = box + ({e})",
                f"del {name}[0]",
                f"assert {e}, 'asserted'",
                "pass",
                "'only a string'",
                f"import math; {number} = math.gcd({number}, 12)",
            ]
        )
    )


@st.composite
def _compound(draw: DrawFn, inner: SearchStrategy[str]) -> str:
    e, number = draw(expressions), draw(st.sampled_from(_NUMBERS))
    body = "\n".join(draw(st.lists(inner, min_size=1, max_size=3)))
    other = draw(inner)
    error = draw(st.sampled_from(_ERRORS))
    block, rest = textwrap.indent(body, "    "), textwrap.indent(other, "    ")
    name = draw(st.sampled_from(["f1", "f2"]))
    return draw(
        st.sampled_from(
            [
                f"if {e}:\n{block}\nelse:\n{rest}",
                f"for i in range(({e}) % 4 if isinstance({e}, int) else 2):\n{block}\nelse:\n{rest}",
                f"t = 0\nwhile t < 3:\n    t += 1\n    if {e}: continue\n{block}",
                f"try:\n{block}\nexcept {error} as error:\n    print(type(error).__name__)",
                f"try:\n{block}\n    raise ValueError({e})\nexcept ValueError as v:\n    print(v)\nfinally:\n{rest}",
                f"def {name}(n, *args):\n    global {number}\n    {number} = n\n    yield {e}\n    yield n\nprint(list({name}({e})))",
                f"def {name}(n):\n    if n <= 0: return {e}\n    return {name}(n - 1) + 1\nprint({name}(3))",
                f"class Sub(Box):\n    k = {e}\n    def get(self): return self.v + self.k\nprint(Sub(a).get())",
                f"match {e}:\n    case 0 | 1:\n        print('few')\n    case int(n) if n > 5:\n        print(n)\n    case _:\n{textwrap.indent(block, '    ')}",
            ]
        )
    )


def _compiles(source: str) -> bool:
    try:
        compile(source, "<generated>", "exec")
    except SyntaxError:
        return False
    return True


statements = st.recursive(_simple(), _compound, max_leaves=4).filter(_compiles)
"""Statements; those few that are no Python (a walrus below a class, say) are left out, as they
would fail alone in a cell and with all others in a script."""

programs = st.lists(statements, min_size=1, max_size=8)
"""Programs as lists of their top-level statements; they run after PRELUDE."""
