"""The corpus itself: wide, deterministic, and plain CPython runs all of it."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache

import pytest

from tests.fidelity.corpus import Program, expected, outcomes, programs, run_batch

CORPUS = programs()
LEAST_PROGRAMS = 170
SECONDS_OF_A_PROGRAM = 10.0
"""Ten times what one may need on an idle core: other work shares the machine."""

AREAS = {"class", "fmt", "func", "gen", "lang", "math", "numpy", "pandas", "scipy", "std", "sympy"}
OUT_OF_BOUNDS = {"os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "threading"}
NEWER_THAN_PYTHON_3_11 = {"TypeAlias", "TemplateStr", "Interpolation"}
GRAMMAR = (
    ast.stmt,
    ast.expr,
    ast.pattern,
    ast.excepthandler,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
)
MODULES_OF_MODELS = """
abc array asyncio base64 binascii bisect calendar cmath collections collections.abc contextlib copy
csv dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq io
itertools json math numbers operator pprint random re statistics string struct sys textwrap time
timeit typing unicodedata warnings zlib
numpy numpy.linalg numpy.polynomial pandas scipy scipy.integrate scipy.interpolate scipy.optimize
scipy.sparse scipy.spatial sympy sympy.ntheory sympy.stats
"""


@cache
def all_nodes() -> list[ast.AST]:
    return [node for program in CORPUS for node in ast.walk(ast.parse(program.source))]


def imported_modules() -> set[str]:
    names: set[str] = set()
    for node in all_nodes():
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def test_there_are_enough_programs_of_every_area() -> None:
    areas = Counter(program.name.partition("_")[0] for program in CORPUS)
    assert set(areas) == AREAS
    assert areas.total() >= LEAST_PROGRAMS
    assert min(areas.values()) >= 5


def test_no_two_programs_are_the_same() -> None:
    assert len({program.source for program in CORPUS}) == len(CORPUS)


def test_every_kind_of_node_of_the_grammar_occurs() -> None:
    grammar = {kind.__name__ for base in GRAMMAR for kind in base.__subclasses__()}
    occurring = {type(node).__name__ for node in all_nodes()}
    assert grammar - NEWER_THAN_PYTHON_3_11 - occurring == set()


def test_the_modules_that_models_use_occur_and_no_module_for_the_outside_does() -> None:
    assert set(MODULES_OF_MODELS.split()) - imported_modules() == set()
    assert OUT_OF_BOUNDS & imported_modules() == set()


@pytest.mark.slow
def test_plain_cpython_runs_every_program() -> None:
    failures = {name: outcome.error for name, outcome in outcomes().items() if outcome.error}
    assert failures == {}
    assert set(outcomes()) == {program.name for program in CORPUS}


@pytest.mark.slow
def test_outcomes_do_not_depend_on_the_run_or_its_hash_seed() -> None:
    runs = [outcomes(), run_batch(CORPUS, hash_seed="1")]
    first, second = (
        {name: (outcome.stdout, outcome.result, outcome.stderr) for name, outcome in run.items()}
        for run in runs
    )
    assert first == second


@pytest.mark.slow
def test_every_program_shows_something_and_no_address() -> None:
    for name, outcome in outcomes().items():
        shown = outcome.stdout + (outcome.result or "")
        assert shown.strip(), name
        assert " at 0x" not in shown, name


@pytest.mark.slow
def test_no_program_is_slow_or_warned() -> None:
    for name, outcome in outcomes().items():
        assert outcome.seconds < SECONDS_OF_A_PROGRAM, name
        assert "Warning:" not in outcome.stderr, name


@pytest.mark.slow
def test_state_of_one_program_does_not_reach_the_next() -> None:
    batch = [
        Program("first", "import random, sys\nrandom.seed(1)\nsys.setrecursionlimit(4321)\nx = 1"),
        Program("second", "import sys\n('x' in globals(), sys.getrecursionlimit() == 4321)"),
    ]
    got = run_batch(batch)
    assert got["first"].result is None
    assert got["second"].result == "(False, False)"


@pytest.mark.slow
def test_expected_gives_stdout_and_the_trailing_value() -> None:
    program = Program("answer", "print('six')\nx = 6\nx * 7")
    assert expected(program) == ("six\n", "42")
    script = next(program for program in CORPUS if program.name == "lang_main_guard")
    stdout, result = expected(script)
    assert stdout.startswith("Found 25 primes")
    assert result is None


@pytest.mark.slow
def test_a_program_that_fails_has_no_expectation() -> None:
    with pytest.raises(RuntimeError, match=r"broken fails in plain CPython(.|\n)*ZeroDivision"):
        expected(Program("broken", "1 / 0"))
