"""The static rules: every kind of node is known, every binding is looked at, the rest is CPython's."""

from __future__ import annotations

import ast
import sys
import time
from types import CodeType

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from sallyport.sandbox.policy.catalogue import Catalogue
from sallyport.sandbox.policy.imports import KnownNames
from sallyport.sandbox.policy.names import REFUSED_NAMES
from sallyport.sandbox.policy.transformer import _RULES, RestrictedTransformer

NOT_SOURCE = {"Interactive", "FunctionType", "TypeIgnore"}
"""Nodes that no source given to a cell makes."""

OLD = {"Num", "Str", "Bytes", "NameConstant", "Ellipsis", "Index", "ExtSlice", "Suite", "Param"}
OLD |= {"AugLoad", "AugStore", "slice"}
"""Classes that `ast` keeps for old code; the parser never makes them."""


def transformed(source: str) -> ast.Module:
    tree = ast.parse(source)
    RestrictedTransformer(Catalogue(), KnownNames({})).visit(tree)
    return tree


def refusal(source: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        transformed(source)
    return caught.value


def grammar() -> list[type[ast.AST]]:
    """Every concrete node class of the running version's grammar."""
    nodes = {value for value in vars(ast).values() if _is_node(value)}
    groups = {base for node in nodes for base in node.__bases__}
    return sorted(nodes - groups, key=lambda node: node.__name__)


def _is_node(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, ast.AST) and value.__name__ not in OLD


@pytest.mark.parametrize("kind", grammar(), ids=lambda kind: kind.__name__)
def test_each_kind_of_node_was_decided_on(kind: type[ast.AST]) -> None:
    known = kind in _RULES
    assert known or kind.__name__ in NOT_SOURCE


def test_a_kind_of_node_that_nobody_decided_on_is_refused() -> None:
    class Novelty(ast.stmt):
        _fields = ()

    tree = ast.Module([Novelty(lineno=3, col_offset=0)], [])
    with pytest.raises(PolicyError, match="Novelty"):
        RestrictedTransformer(Catalogue(), KnownNames({})).visit(tree)


BINDINGS = """
    X = 1
    X: int = 1
    X += 1
    (a, X) = 1, 2
    [a, *X] = 1, 2
    for X in y: pass
    for a, X in y: pass
    [1 for X in y]
    {1 for X in y}
    {1: 1 for X in y}
    (1 for X in y)
    with y as X: pass
    with y as (a, X): pass
    (X := 1)
    import math as X
    from math import sin as X
    def X(): pass
    async def X(): pass
    class X: pass
    def f(X): pass
    def f(X, /): pass
    def f(*, X): pass
    def f(*X): pass
    def f(**X): pass
    lambda X: 1
    lambda X, /: 1
    lambda *X: 1
    lambda *, X: 1
    lambda **X: 1
    del X
"""
BLOCKS = [
    "try: pass\nexcept E as X: pass",
    "try: pass\nexcept* E as X: pass",
    "match y:\n case X: pass",
    "match y:\n case [1, *X]: pass",
    "match y:\n case {**X}: pass",
    "match y:\n case int() as X: pass",
    "match y:\n case A(b=X): pass",
    "def f():\n global X",
    "def f():\n X = 1\n def g():\n  nonlocal X",
    "async def f():\n async for X in y: pass",
    "async def f():\n async with y as X: pass",
    "async def f():\n return [1 async for X in y]",
]
if sys.version_info >= (3, 12):
    BLOCKS += ["type X = int", "def f[X](): pass", "class A[*X]: pass", "def f[**X](): pass"]
ALL_BINDINGS = [line.strip() for line in BINDINGS.strip().splitlines()] + BLOCKS


@pytest.mark.parametrize("name", ["__builtins__", "__import__", "gi_frame"])
@pytest.mark.parametrize("template", ALL_BINDINGS)
def test_each_binding_construct_refuses_reserved_names(template: str, name: str) -> None:
    assert refusal(template.replace("X", name)).rule == "name"


@pytest.mark.parametrize("name", ["_", "_x", "__", "__x", "x_", "list", "format"])
@pytest.mark.parametrize("template", ALL_BINDINGS)
def test_each_binding_construct_takes_ordinary_names(template: str, name: str) -> None:
    if name == "_" and ("{**X}" in template or ("as X:" in template and "case" in template)):
        pytest.skip("Python itself does not bind '_' there")
    transformed(template.replace("X", name))


ORDINARY = """
import math
def work(xs, table, obj):
    total = 0
    for i, x in enumerate(xs):
        if x in table and obj.count < 5:
            table[x] += math.sqrt(i) * obj.weights[i].value
            obj.count += 1
            obj._cache[x, i] = [y.name for y in obj.items() if y._rank > 2][::-1]
        elif (n := len(table)) > 3:
            obj.grid[i][n] = obj.grid[n][i] = -x
    while total < 10:
        total, *rest = obj.step(total, *xs, key=lambda v: v.size, **table)
    with obj.lock as held, obj.other:
        yield from held.values()
    try:
        return f"{total:.2f} {obj.name!r} {table['k']}"
    except (KeyError, ValueError) as error:
        raise RuntimeError("x") from error
    finally:
        del table[0], obj.temp
async def later(source):
    async with source.open() as s:
        async for line in s:
            await line.use()
class Point:
    x: int = 0
    def __init__(self, x): self.x = x; self.__hidden = super().__init__()
    def __add__(self, other): return type(self)(self.x + other.x)
    def __repr__(self): return self.__class__.__name__
"""


def functions(code: CodeType) -> dict[str, CodeType]:
    """Every function's code below a module's, by its qualified name."""
    found = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found[constant.co_qualname] = constant
            found.update(functions(constant))
    return found


def test_ordinary_functions_compile_to_the_byte_code_of_cpython() -> None:
    plain = functions(compile(ORDINARY, "x", "exec"))
    ours = functions(compile(transformed(ORDINARY), "x", "exec"))
    assert len(plain) >= 7
    assert {name: code.co_code for name, code in ours.items()} == {
        name: code.co_code for name, code in plain.items()
    }
    assert [list(code.co_positions()) for code in ours.values()] == [
        list(code.co_positions()) for code in plain.values()
    ]


@pytest.mark.parametrize("name", sorted(REFUSED_NAMES))
@pytest.mark.parametrize("form", ["y.{}", "y.{} = 1", "del y.{}", "y.{} += 1", "(y.{}, z) = 1, 2"])
def test_refused_attributes_are_refused_in_each_form(name: str, form: str) -> None:
    assert refusal(form.format(name)).rule == "attribute"


def test_a_refusal_names_rule_place_and_remedy() -> None:
    error = refusal("x = 1\nif x:\n    y = x.real + x.gi_frame\n")
    assert (error.rule, error.line, error.column, error.end_column) == ("attribute", 3, 17, 27)
    assert "gi_frame" in error.message
    assert error.hint


def test_a_refused_import_says_what_to_use_instead() -> None:
    error = refusal("def f():\n    import subprocess\n")
    assert error.rule == "import"
    assert error.line == 2
    assert "Python" in error.hint


def test_an_import_whose_failure_the_program_handles_is_left_to_run() -> None:
    transformed("try:\n    import subprocess\nexcept ImportError:\n    os = None\n")
    refusal("try:\n    import subprocess\nexcept KeyError:\n    pass\n")


def test_what_is_below_a_rewritten_node_is_checked_too() -> None:
    assert refusal("y.f_back.__dict__").rule == "attribute"
    assert refusal("type(y.f_back, 2, 3)").rule == "attribute"
    assert refusal("class A:\n  __x = 1\n  A.__repr__ = y.f_back\n").rule == "attribute"


def test_a_long_sum_is_no_deep_recursion() -> None:
    # As deep as the parser goes; CPython's own compiler gives up before that, with an error.
    assert transformed("y = " + " + ".join(["x"] * 900))


@pytest.mark.parametrize(
    "name", ["__init__", "__getattr__", "__set_name__", "__matmul__", "__del__"]
)
def test_classes_may_define_what_operators_call(name: str) -> None:
    transformed(f"class A:\n def {name}(self, *a): pass\n")


@pytest.mark.parametrize("name", ["__reduce__", "__class__", "__array_interface__", "__prepare__"])
def test_classes_may_not_define_what_lies_to_the_machinery(name: str) -> None:
    assert refusal(f"class A:\n def {name}(self, *a): pass\n").rule == "name"
    assert refusal(f"class A:\n {name} = 1\n").rule == "name"


def test_private_attributes_are_known_by_their_mangled_names() -> None:
    transformed("class A:\n def f(self): return self.__module\n")
    assert refusal("class gi:\n def f(self): return self.gi_frame\n").rule == "attribute"


def test_twenty_lines_cost_about_a_millisecond() -> None:
    trees = [ast.parse(ORDINARY[:900].rpartition("\n")[0]) for _ in range(20)]
    best = min(_seconds(tree) for tree in trees)
    # Measured 0.2 ms on an idle core; the bound leaves room for a busy one.
    assert best < 0.005


def _seconds(tree: ast.Module) -> float:
    begin = time.perf_counter()
    RestrictedTransformer(Catalogue(), KnownNames({})).visit(tree)
    return time.perf_counter() - begin
