"""Ordinary programs print under the policy what they print in plain CPython, in the same time."""

from __future__ import annotations

import ast
import os
import sys
import tomllib
import types
import warnings
from functools import cache
from pathlib import Path

import pytest

from sallyport.sandbox.interpreter import Unrestricted
from sallyport.sandbox.policy import restricted_policy

HERE = Path(__file__).parent
TABLE: dict[str, str] = tomllib.loads((HERE / "ordinary.toml").read_text(encoding="utf-8"))
PROGRAMS = sorted((HERE.parents[1] / "fidelity" / "programs").glob("*.py"))


@cache
def _warm() -> None:
    restricted_policy()


def printed(source: str, *, restricted: bool) -> tuple[str, str]:
    """Run a program in a fork; return what it printed and the name of what ended it."""
    _warm()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _run(source, writing, restricted=restricted)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        output = pipe.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    shown, _, ending = output.rpartition("\0")
    return shown, ending


def _run(source: str, writing: int, *, restricted: bool) -> None:
    # Warnings are errors in tests, not for a program's author.
    warnings.simplefilter("ignore")
    os.dup2(writing, 1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)
    os.dup2(2, 0)
    with (
        open(0, encoding="utf-8", closefd=False) as sys.stdin,
        open(1, "w", encoding="utf-8", closefd=False) as sys.stdout,
        open(2, "w", encoding="utf-8", closefd=False) as sys.stderr,
    ):
        sys.modules["__main__"] = main = types.ModuleType("__main__")
        ending = "done"
        try:
            _execute(source, vars(main), restricted=restricted)
        except BaseException as error:  # noqa: BLE001  # however it ends is what is compared
            ending = f"{type(error).__name__}: {error}"
        print(f"\0{ending}", end="")


def _execute(source: str, names: dict[str, object], *, restricted: bool) -> None:
    tree = ast.parse(source)
    if restricted:
        policy = restricted_policy()
        names["__builtins__"] = policy.builtins()
        names.update(policy.bound_names())
        tree = policy.transform(tree, source)
    else:
        names.update(Unrestricted().bound_names())
    exec(compile(tree, "<cell>", "exec", dont_inherit=True), names)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_each_construct_works_as_in_python(name: str) -> None:
    expected = printed(TABLE[name], restricted=False)
    assert expected[1] == "done"
    assert printed(TABLE[name], restricted=True) == expected


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_each_program_of_the_corpus_prints_the_same(program: Path) -> None:
    source = program.read_text(encoding="utf-8")
    expected = printed(source, restricted=False)
    assert printed(source, restricted=True) == expected
