from __future__ import annotations

import ast
import builtins
from pathlib import Path
from typing import Any

import pytest

from sallyport.sandbox.interpreter import Interpreter, Policy, PolicyError, Unrestricted


class NoWhile(ast.NodeTransformer):
    """A small policy: no while loops, `shown` doubled, three built-ins, one bound name."""

    name = "no-while"

    def __init__(self) -> None:
        self.asked = 0

    def visit_While(self, node: ast.While) -> ast.AST:
        raise PolicyError.at(node, "loops", "`while` is not allowed", "Use a for loop.")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id == "forbidden":
            raise PolicyError.at(node, "names", "the name `forbidden` is not allowed")
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if node.value == 21:
            return ast.copy_location(ast.Constant(42), node)
        return node

    def admit(self, folder: Path | None) -> None:
        """Have no files to let be used."""

    def transform(self, tree: ast.Module, source: str) -> ast.Module:
        assert ast.parse(source)
        result = self.visit(tree)
        assert isinstance(result, ast.Module)
        return result

    def builtins(self) -> dict[str, Any]:
        self.asked += 1
        return {"print": print, "len": len, "__build_class__": builtins.__build_class__}

    def bound_names(self) -> dict[str, Any]:
        return {"answer": 42}


@pytest.fixture
def limited() -> Interpreter:
    return Interpreter(policy=NoWhile())


def test_a_refusal_is_rejected_and_nothing_has_run(limited: Interpreter) -> None:
    execution = limited.run("x = 1\nprint('ran')\nif x:\n    while True: pass")
    assert (execution.success, execution.status, execution.stdout) == (False, "rejected", "")
    assert execution.error_message == (
        "PolicyError: `while` is not allowed [rule: loops]. Use a for loop."
    )
    assert execution.stderr == (
        '  File "<cell 1>", line 4\n'
        "    while True: pass\n"
        "    ^^^^^^^^^^^^^^^^\n"
        "PolicyError: `while` is not allowed [rule: loops]. Use a for loop.\n"
    )
    assert limited.run("x").error_message == "NameError: name 'x' is not defined"


def test_the_caret_counts_characters_not_bytes(limited: Interpreter) -> None:
    execution = limited.run("    \n'é𝔸', forbidden, 1")
    assert "    'é𝔸', forbidden, 1\n          ^^^^^^^^^\nPolicyError" in execution.stderr


def test_a_refusal_of_several_lines_points_to_its_first(limited: Interpreter) -> None:
    execution = limited.run("while (\n    True):\n    pass")
    assert "    while (\n    ^^^^^^^\nPolicyError" in execution.stderr


def test_a_refusal_without_a_place_is_one_line(limited: Interpreter) -> None:
    error = PolicyError("rule", "refused")
    limited.policy = type("P", (NoWhile,), {"transform": lambda *_: (_ for _ in ()).throw(error)})()
    assert limited.run("1").stderr == "PolicyError: refused [rule: rule]\n"


def test_the_policys_rewriting_and_names_are_what_the_cell_gets(limited: Interpreter) -> None:
    assert limited.run("print(21)\n21 + 0").stdout == "42\n"
    assert limited.run("21").result == "42"
    assert limited.run("answer").result == "42"
    assert limited.run("sum").error_message == "NameError: name 'sum' is not defined"
    assert limited.run("import math").error_message == "ImportError: __import__ not found"
    assert limited.run("class A: pass\nA.__name__").result == "A"


def test_builtins_are_asked_once_and_cannot_be_put_off(limited: Interpreter) -> None:
    for _ in range(3):
        limited.run("__builtins__ = {'sum': 5}")
        limited.run("del __builtins__")
        assert limited.run("sum").error_message == "NameError: name 'sum' is not defined"
    policy = limited.policy
    assert isinstance(policy, NoWhile)
    assert policy.asked == 1


def test_a_refusal_at_run_time_is_an_error_like_others(limited: Interpreter) -> None:
    def guard() -> None:
        raise PolicyError("guards", "not now", hint="Do it later.")

    limited.namespace["guard"] = guard
    execution = limited.run("print('ran')\nguard()")
    assert (execution.status, execution.stdout) == ("error", "ran\n")
    assert execution.error_message == "PolicyError: not now [rule: guards]. Do it later."


def test_a_policys_deep_walk_is_no_limit_to_the_program(limited: Interpreter) -> None:
    assert limited.run("+".join(["1"] * 900)).result == "900"


def test_a_policy_that_fails_is_an_error_of_the_cell(limited: Interpreter) -> None:
    limited.policy = type("P", (NoWhile,), {"transform": lambda *_: 1 / 0})()
    execution = limited.run("1")
    assert (execution.status, execution.error_message) == (
        "error",
        "ZeroDivisionError: division by zero",
    )


def test_unrestricted_changes_nothing() -> None:
    policy: Policy = Unrestricted()
    tree = ast.parse("1")
    assert policy.transform(tree, "1") is tree
    assert policy.builtins() is vars(builtins)
    assert sorted(policy.bound_names()) == ["np", "numpy", "pandas", "pd", "scipy"]
    assert policy.name == "none"
