"""Libraries that evaluate text: ordinary text as ever, other text refused."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from tests.sandbox.policy.cells import Session

SYMPY = {
    "str(sympify('x**2 + 2*x + 1'))": "x**2 + 2*x + 1",
    "str(S('1/3'))": "1/3",
    "str(solve('x**2 - 4', 'x'))": "[-2, 2]",
    "str(parse_expr('sin(x)', evaluate=False))": "sin(x)",
    "str(sympify('Matrix([[1, 2], [3, 4]]).T'))": "Matrix([[1, 3], [2, 4]])",
    "str(sympify('f(t)', locals={'f': lambda v: v + 1}))": "t + 1",
    "lambdify('x', 'x**2 + 1')(3)": 10,
    "lambdify(Symbol('x'), sqrt(Symbol('x')), 'math')(4)": 2.0,
    "str(lambdify(Symbol('x'), Symbol('x') + 1, 'numpy')(np.arange(2)))": "[1 2]",
    "eval(srepr(Symbol('x') + 1)) == Symbol('x') + 1": True,
}


@pytest.mark.parametrize("expression", SYMPY)
def test_sympy_reads_ordinary_text(session: Session, expression: str) -> None:
    session.run(
        "from sympy import *\nfrom sympy.parsing.sympy_parser import parse_expr\nimport numpy as np"
    )
    assert session.value(expression) == SYMPY[expression]


@pytest.mark.parametrize(
    "call", ["sympify({})", "solve({})", "lambdify('x', {})(1)", "Matrix([{}])"]
)
@pytest.mark.parametrize(
    "text",
    ["x.__class__", "open('f')", "eval('1')", "__import__('os').name", "vars()", "globals()"],
)
def test_sympy_does_not_run_a_program_in_text(session: Session, call: str, text: str) -> None:
    session.run("from sympy import *")
    with pytest.raises(Exception) as caught:  # noqa: PT011  # sympy wraps some refusals
        session.value(call.format(repr(text)))
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    chain.append(getattr(caught.value, "base_exc", None))
    assert any(isinstance(each, PolicyError) for each in chain)


QUERIES = [
    "a > @k and b != 'z'",
    "`a` > 1",
    "a.between(1, 2)",
    "b.str.contains('x')",
    "index > 0",
    "a in [1, 2] and not (a == 3)",
    "a == @f(1)",
]


@pytest.mark.parametrize("query", QUERIES)
def test_pandas_reads_ordinary_queries(session: Session, query: str) -> None:
    session.run("k = 1\ndef f(v): return v\ndf = pd.DataFrame({'a': [1, 2, 3], 'b': list('xyz')})")
    assert len(session.value(f"df.query({query!r})")) < 3


def test_pandas_evaluates_assignments(session: Session) -> None:
    session.run("df = pd.DataFrame({'a': [1, 2]})\nr = df.eval('b = a * 2\\nc = b + 1').c.tolist()")
    assert session.names["r"] == [3, 5]
    assert session.value("pd.eval('1 + 2')") == 3


@pytest.mark.parametrize(
    "expression",
    [
        "df.query('@p.__self__.open(1)')",
        "df.eval('a.__class__')",
        "pd.eval('__builtins__', engine='python')",
        "pd.eval('p', level=2)",
        "df.eval('@self', level=4)",
        "df.a.agg('__reduce__')",
        "df.a.agg(['sum', '__reduce__'])",
        "df.apply('__reduce__')",
        "df.groupby('a').agg('__reduce__')",
        "df.a.rolling(1).agg('__reduce__')",
        "df.to_string(float_format='{0.__class__}')",
    ],
)
def test_pandas_does_not_reach_by_text(session: Session, expression: str) -> None:
    session.run("p = print\ndf = pd.DataFrame({'a': [1.5, 2]})")
    with pytest.raises((PolicyError, ValueError, AttributeError)) as caught:
        session.value(expression)
    text = f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"
    assert "rule:" in text or "not deep enough" in text or "not available" in text


def test_outside_of_programs_the_libraries_are_what_they_were() -> None:
    pandas, sympy = importlib.import_module("pandas"), importlib.import_module("sympy")
    assert pandas.Series([1, 2]).agg("sum") == 3
    assert sympy.lambdify("x", "x + 1")(np.float64(1)) == 2
