from __future__ import annotations

import gc
import os
import sys
import textwrap
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter, Unrestricted

if TYPE_CHECKING:
    import weakref

Run = Callable[[str], Execution]


def ok(execution: Execution) -> Execution:
    assert execution.success, execution.stderr
    assert execution.status == "ok"
    assert execution.error_message is None
    return execution


# ── the result ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("1 + 1", "2"),
        ("'text'", "text"),
        ("x = 5\nx * 2\n\n# a comment\n", "10"),
        ("sum(\n    [1,\n     2]\n)", "3"),
        ("[i\n for i in range(3)]", "[0, 1, 2]"),
        ("a = 1; a + 1", "2"),
        ("a = 1; a + 1;", "2"),
        ("np.arange(3)", "[0 1 2]"),
        ("np.float64(1.5)", "1.5"),
        ("x = 1", None),
        ("None", None),
        ("print(1)", None),
        ("if True:\n    5", None),
        ("for i in range(2): i", None),
        ("", None),
        ("# only a comment", None),
        ("   \n\n", None),
        ('"""one\ntwo"""', "one\ntwo"),
        ("lambda: (yield)", "<function <lambda> at"),
    ],
)
def test_result_is_the_text_of_a_trailing_expression(
    run: Run, source: str, result: str | None
) -> None:
    shown = ok(run(source)).result
    assert shown == result or (shown is not None and result is not None and "<" in result)


def test_trailing_expression_is_evaluated_once(run: Run) -> None:
    run("calls = []")
    assert run("calls.append(1)").result is None
    assert run("len(calls)").result == "1"
    assert run("calls.append(2) or len(calls)").result == "2"
    assert run("len(calls)").result == "2"


def test_result_is_str_not_repr(run: Run) -> None:
    run("class Both:\n    def __str__(self): return 's'\n    def __repr__(self): return 'r'")
    assert run("Both()").result == "s"


def test_result_of_a_str_subclass_is_plain_text(run: Run) -> None:
    source = """
        class Sly(str):
            def __str__(self): return self
            def encode(self, *args): return b"forged"
        Sly("hé")
    """
    result = ok(run(textwrap.dedent(source))).result
    assert result == "hé"
    assert type(result) is str


def test_result_is_cut_at_the_output_limit(interpreter: Interpreter) -> None:
    interpreter.limits = CellLimits(output_limit_bytes=1000)
    execution = interpreter.run("'a' * 5000 + 'z'")
    assert execution.success
    assert (execution.status, execution.truncated) == ("output_limit", True)
    assert execution.result is not None
    assert execution.result.startswith("aaa")
    assert execution.result.endswith("az")
    assert "4,001" in execution.result
    assert len(execution.result) < 1200


def test_a_failing_str_of_the_result_is_the_cells_error(run: Run) -> None:
    execution = run("class A:\n    def __str__(self): return 1 / 0\n\nA()")
    assert not execution.success
    assert execution.error_message == "ZeroDivisionError: division by zero"
    assert 'File "<cell 1>", line 4, in <module>\n    A()' in execution.stderr
    assert "line 2, in __str__" in execution.stderr


def test_lone_surrogates_come_out_escaped(run: Run) -> None:
    execution = run("print('a\\ud800b'); '\\udc80'")
    assert ok(execution).stdout == "a\\ud800b\n"
    assert execution.result == "\\udc80"
    failed = run("raise ValueError('\\udfff')")
    assert failed.error_message == "ValueError: \\udfff"
    for text in (execution.result, failed.stderr, failed.error_message):
        assert text is not None
        text.encode()


# ── one namespace ────────────────────────────────────────────────────────────────────────────────


def test_names_persist_from_cell_to_cell(run: Run) -> None:
    run("def double(x): return 2 * x")
    run("from math import factorial\nn = 5")
    assert run("double(factorial(n))").result == "240"


def test_functions_see_each_other_and_recur(run: Run) -> None:
    run("def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n > 0 and even(n - 1)")
    assert run("even(10), odd(7)").result == "(True, True)"
    assert run("def fact(n): return 1 if n < 2 else n * fact(n - 1)\nfact(20)").result == str(
        2432902008176640000
    )


def test_comprehensions_and_nested_functions_see_globals(run: Run) -> None:
    run("k = 3")
    assert run("[x * k for x in range(3) if any(x <= y for y in range(k))]").result == "[0, 3, 6]"
    assert run("class C:\n    limit = k\n    def get(self): return k\nC().get() + C.limit").result


def test_locals_are_globals_as_in_a_script(run: Run) -> None:
    assert run("globals() is locals()").result == "True"
    assert run("z = 1\nglobals()['z'], vars()['z']").result == "(1, 1)"


def test_names_bound_from_the_start(run: Run) -> None:
    assert run("np is numpy, pd is pandas, scipy.__name__").result == "(True, True, 'scipy')"
    assert "NameError: name 'sympy' is not defined" in str(run("sympy").error_message)
    assert run("import sympy; sympy.Integer(3)").result == "3"


def test_an_error_keeps_what_was_done_before(run: Run) -> None:
    execution = run("a = 1\nprint('before')\n1 / 0\nb = 2")
    assert execution.stdout == "before\n"
    assert run("a").result == "1"
    assert not run("b").success


def test_the_users_underscore_is_left_alone(run: Run) -> None:
    assert run("_").error_message == "NameError: name '_' is not defined"
    run("_ = 'mine'")
    run("5")
    assert run("_").result == "mine"


def test_main_is_a_real_module(run: Run) -> None:
    source = """
        import sys, pickle, dataclasses, enum, typing, copy
        @dataclasses.dataclass
        class Point:
            x: int
            y: "int" = 0
        class Colour(enum.Enum):
            RED = 1
        class Pair(typing.NamedTuple):
            a: int
        def hinted(p: "Point") -> "Colour": ...
        print(__name__, sys.modules["__main__"].Point is Point)
        print(pickle.loads(pickle.dumps(Point(1))), Colour.RED, Pair(1))
        print(typing.get_type_hints(hinted)["p"] is Point)
        if __name__ == "__main__":
            print("main")
    """
    assert ok(run(textwrap.dedent(source))).stdout == (
        "__main__ True\nPoint(x=1, y=0) Colour.RED Pair(a=1)\nTrue\nmain\n"
    )


def test_host_sees_its_own_main_and_streams_again(run: Run) -> None:
    before = sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin
    run("import sys; sys.modules['__main__'] = None; sys.stdout = None")
    assert (sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin) == before


def test_future_imports_hold_for_their_cell_only(run: Run) -> None:
    future = "from __future__ import annotations\ndef f(x: nowhere): ...\nf.__annotations__"
    assert run(future).result == "{'x': 'nowhere'}"
    assert run("def f(x: nowhere): ...").error_message == "NameError: name 'nowhere' is not defined"


def test_inspect_finds_the_source_of_a_cell(run: Run) -> None:
    run("def f(x):\n    return x + 1")
    assert run("import inspect; inspect.getsource(f)").result == "def f(x):\n    return x + 1\n"


def test_async_programs(run: Run) -> None:
    run("import asyncio\nasync def double(x):\n    await asyncio.sleep(0)\n    return 2 * x")
    assert run("asyncio.run(double(4))").result == "8"
    assert run("await double(5)").result == "10"
    assert run("t = asyncio.ensure_future(double(6))\nawait t").result == "12"
    assert run("[await double(i) async for i in agen()]").error_message is not None
    execution = run("x = await double(1)\n1 / 0")
    assert execution.error_message == "ZeroDivisionError: division by zero"
    assert "asyncio" not in execution.stderr
    assert run("x").result == "2"


def test_preamble_runs_before_the_first_cell() -> None:
    interpreter = Interpreter(policy=Unrestricted(), preamble="def helper(): return 1 / 0")
    assert 'File "<preamble>", line 1, in helper' in interpreter.run("helper()").stderr
    with pytest.raises(ConfigurationError, match="NameError"):
        Interpreter(policy=Unrestricted(), preamble="nowhere")


# ── endings ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "source", ["import sys; sys.exit()", "exit()", "quit(0)", "raise SystemExit"]
)
def test_exit_with_zero_ends_well(run: Run, source: str) -> None:
    execution = ok(run(f"print('a')\n{source}\nprint('b')"))
    assert execution.stdout == "a\n"
    assert run("input").success


@pytest.mark.parametrize(
    ("source", "message", "stderr"),
    [
        ("import sys; sys.exit(3)", "SystemExit: 3", ""),
        ("exit(True)", "SystemExit: True", ""),
        ("import sys; sys.exit('bye')", "SystemExit: bye", "bye\n"),
        (
            "class A:\n    def __str__(self): raise ValueError\nraise SystemExit(A())",
            "SystemExit: <a A that has no text>",
            "<a A that has no text>\n",
        ),
    ],
)
def test_exit_with_anything_else_is_an_error(
    run: Run, source: str, message: str, stderr: str
) -> None:
    execution = run(source)
    assert (execution.success, execution.status) == (False, "error")
    assert (execution.error_message, execution.stderr) == (message, stderr)


def test_memory_error_is_the_memory_limit(interpreter: Interpreter) -> None:
    interpreter.limits = CellLimits(memory_limit_bytes=1 << 31)
    execution = interpreter.run("data = list(range(1000))\nx = [0] * (10 ** 13)")
    assert (execution.success, execution.status) == (False, "memory_limit")
    assert execution.error_message is not None
    assert execution.error_message.startswith("MemoryError: more memory was asked for")
    assert "limit 2,048 MB" in execution.error_message
    assert "line 2, in <module>" in execution.stderr
    numpy = interpreter.run("np.zeros(10 ** 14)")
    assert numpy.status == "memory_limit"
    assert numpy.error_message is not None
    assert "Unable to allocate" in numpy.error_message
    assert interpreter.run("len(data)").result == "1000"


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "BaseException", "GeneratorExit"])
def test_any_exception_class_ends_only_the_cell(run: Run, name: str) -> None:
    execution = run(f"raise {name}")
    assert (execution.status, execution.error_message) == ("error", name)
    assert ok(run("1")).result == "1"


def test_a_failed_cells_exception_is_let_go(run: Run, interpreter: Interpreter) -> None:
    run("class Mine(Exception): pass\nclass Big: pass\nimport weakref\nrefs = []")
    run("def f():\n    big = Big(); refs.append(weakref.ref(big)); raise Mine\nf()")
    run("f()\n'unreached'")
    references: list[weakref.ref[object]] = interpreter.namespace["refs"]
    gc.collect()
    assert len(references) == 2
    assert all(reference() is None for reference in references)


def test_the_result_object_is_held_by_the_history_alone(run: Run, interpreter: Interpreter) -> None:
    run("import weakref\nclass Big: pass\nbig = Big(); ref = weakref.ref(big)")
    run("big")
    run("del big")
    assert interpreter.namespace["ref"]() is not None
    run("Out.clear(); del _2")
    for number in range(3):
        run(str(number))
    assert interpreter.namespace["ref"]() is None


def test_a_forked_child_never_returns_to_the_host(run: Run) -> None:
    here = os.getpid()
    source = """
        import os
        child = os.fork()
        if child == 0:
            print("in the child")
        else:
            status = os.waitpid(child, 0)[1]
            print(os.waitstatus_to_exitcode(status))
    """
    execution = run(textwrap.dedent(source))
    assert os.getpid() == here
    assert execution.stdout == "0\n"
    failing = (
        "child = os.fork()\nif not child: 1 / 0\nos.waitstatus_to_exitcode(os.waitpid(child, 0)[1])"
    )
    assert run(failing).result == "1"


def test_duration_is_measured(run: Run) -> None:
    # The cell's clock is this process's clock: it must be put back.
    real = time.monotonic
    try:
        execution = run("import time as t; t.sleep(0.05); t.monotonic = lambda: 0")
    finally:
        time.monotonic = real
    assert 0.05 <= execution.duration_s < 30


def test_seed_makes_random_numbers_repeat(run: Run, interpreter: Interpreter) -> None:
    run("import random")
    draws = []
    for seed in (1, 1, 2, 1 << 63):
        interpreter.seed(seed)
        draws.append(run("random.random(), np.random.rand()").result)
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_seeds_that_differ_in_the_high_bits_give_other_numpy_numbers(
    run: Run, interpreter: Interpreter
) -> None:
    interpreter.seed(7)
    first = run("np.random.rand()").result
    interpreter.seed(7 + (1 << 40))
    assert run("np.random.rand()").result != first
