"""`eval`, `exec` and `compile`: as CPython's, within the rules."""

from __future__ import annotations

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from tests.sandbox.policy.cells import Session

VALUES = {
    "eval('1 + 2')": 3,
    "eval(' x * 2')": 10,
    "eval('x', {'x': 7})": 7,
    "eval('x + y', {'x': 1}, {'y': 2})": 3,
    "eval(b'1 + 1')": 2,
    "eval('max(3, 4)', {'__builtins__': {}, 'max': max})": 4,
    "eval(compile('x + 1', '<s>', 'eval'))": 6,
    "(lambda y: eval('x + y'))(1)": 6,
    "list(map(eval, ['1', '2']))": [1, 2],
    "[eval('i', {'i': i}) for i in range(2)]": [0, 1],
    "eval('\"{}\".format(x)', {'__builtins__': {}, 'x': 1})": "1",
}


@pytest.mark.parametrize("expression", VALUES)
def test_eval_is_that_of_python(session: Session, expression: str) -> None:
    session.run("x = 5")
    assert session.value(expression) == VALUES[expression]


def test_exec_binds_where_pythons_does(session: Session) -> None:
    session.run("exec('a = 1\\ndef f(): return a')\nspace = {}\nexec('b = 2', space)\n")
    assert session.value("f()") == 1
    assert session.value("space['b']") == 2
    assert "b" not in session.names


@pytest.mark.parametrize(
    "source",
    [
        "eval('().__class__.__base__.__globals__')",
        "exec('import subprocess')",
        "exec(compile('import subprocess', 'x', 'exec'))",
        "import ast\neval(compile(ast.parse('f.__globals__', mode='eval'), 'x', 'eval'))",
        "eval('print.__self__', {})",
        "eval('print.__self__', {'print': print, '__builtins__': {}})",
    ],
)
def test_text_is_held_to_the_rules_of_cells(session: Session, source: str) -> None:
    with pytest.raises(PolicyError):
        session.run(source)


def test_no_code_object_comes_out(session: Session) -> None:
    token = session.value("compile('1', 'x', 'eval')")
    assert not [name for name in dir(token) if name.startswith("co_")]
    with pytest.raises(TypeError):
        session.value("eval((lambda: 0).__code__)")


def test_eval_within_a_librarys_callback_sees_the_program(session: Session) -> None:
    session.run("x = 5\ns = pd.Series(['x + 1', 'x + 2']).map(eval).tolist()")
    assert session.names["s"] == [6, 7]


def test_syntax_errors_are_pythons(session: Session) -> None:
    with pytest.raises(SyntaxError):
        session.run("eval('1 +')")


def test_a_tree_is_compiled_as_it_was_when_checked(session: Session) -> None:
    session.run(
        "import ast\n"
        "class S(str):\n    def __eq__(s, o): return False\n    def __hash__(s): return 1\n"
        "t = ast.Expression(ast.Attribute(ast.Name('print', ast.Load()), S('__self__'), ast.Load()))\n"
    )
    with pytest.raises(PolicyError):
        session.run("eval(compile(ast.fix_missing_locations(t), 'x', 'eval'))")
