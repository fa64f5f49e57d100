"""Generated programs do in cells what they do under plain `exec`."""

from __future__ import annotations

import contextlib
import io
import re
import types
import warnings
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sallyport.sandbox.interpreter import Interpreter, Unrestricted
from tests.sandbox.interpreter.programs import PRELUDE, expressions, programs

HISTORY = re.compile(r"In|Out|_|_\d+")
"""What a notebook has besides the program's own names; programs here have no such names."""


class Bare(Unrestricted):
    """Plain Python without the bound libraries, so that a namespace is quickly compared."""

    def bound_names(self) -> dict[str, Any]:
        return {}


class Outcome(NamedTuple):
    stdout: str
    error: str | None
    names: dict[str, str]


def plain(statements: list[str]) -> tuple[Outcome, dict[str, Any]]:
    """Run the statements as one script."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    out, error = io.StringIO(), None
    with contextlib.redirect_stdout(out):
        try:
            exec("\n".join(statements), namespace)
        except Exception as raised:  # noqa: BLE001  # generated programs raise of every kind
            error = type(raised).__name__
    return Outcome(out.getvalue(), error, shown(namespace)), namespace


def in_cells(cells: list[list[str]]) -> tuple[Outcome, Interpreter]:
    """Run the statements cell by cell until one fails."""
    interpreter = Interpreter(policy=Bare())
    stdout, error = "", None
    for cell in cells:
        execution = interpreter.run("\n".join(cell))
        stdout += execution.stdout
        assert execution.success == (execution.error_message is None)
        if not execution.success:
            error = str(execution.error_message).partition(":")[0]
            break
    return Outcome(stdout, error, shown(interpreter.namespace)), interpreter


def shown(namespace: dict[str, Any]) -> dict[str, str]:
    """Return the names' values as text; functions and modules by their kind."""
    return {
        name: type(value).__name__
        if isinstance(value, types.FunctionType | types.ModuleType | type)
        else repr(value)
        for name, value in namespace.items()
        if not (name.startswith("__") or HISTORY.fullmatch(name))
    }


_SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@_SETTINGS
@given(programs)
def test_a_program_in_one_cell_is_a_script(statements: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert in_cells([[PRELUDE, *statements]])[0] == plain([PRELUDE, *statements])[0]


@pytest.mark.slow
@_SETTINGS
@given(programs, st.data())
def test_a_program_split_into_cells_is_the_same_script(
    statements: list[str], data: st.DataObject
) -> None:
    cells: list[list[str]] = [[PRELUDE]]
    for statement in statements:
        if data.draw(st.booleans()):
            cells.append([])
        cells[-1].append(statement)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert in_cells(cells)[0] == plain([PRELUDE, *statements])[0]


@pytest.mark.slow
@_SETTINGS
@given(programs, expressions)
def test_the_result_is_the_trailing_expressions_value(
    statements: list[str], expression: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected, namespace = plain([PRELUDE, *statements])
        _, interpreter = in_cells([[PRELUDE, *statements]])
        if expected.error is None:
            execution = interpreter.run(expression)
            value, error = evaluated(expression, namespace)
            assert execution.result == (None if value is None else str(value))
            assert str(execution.error_message).partition(":")[0] == str(error)


def evaluated(expression: str, namespace: dict[str, Any]) -> tuple[Any, str | None]:
    """Return the value, or the name of the exception."""
    try:
        return eval(expression, namespace), None
    except Exception as raised:  # noqa: BLE001  # generated expressions raise of every kind
        return None, type(raised).__name__
