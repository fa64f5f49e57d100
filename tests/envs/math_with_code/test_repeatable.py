"""Which cells may be made again in place of a checkpoint."""

from __future__ import annotations

import pytest

from sallyport.envs.math_with_code.repeatable import is_repeatable


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\nx + 1",
        "import math, itertools\nprint(math.cos(1), list(itertools.permutations('abc')))",
        "import random\nrandom.seed(7)\nrandom.shuffle(deck)",
        "np.random.seed( 42 ); np.random.normal(size=3)",
        "rng = np.random.default_rng(0)",
        "rng = np.random.default_rng(seed=12)",
        "times = {'width': 3, 'known': 4}\nidentity = [position for position in times]",
        "def solve(n):\n    return n if n < 2 else solve(n - 1) + solve(n - 2)\nsolve(20)",
        "import sympy as sp\nx = sp.symbols('x')\nsp.solve(x**2 - 2, x)",
        "",
    ],
)
def test_what_follows_from_the_cell_alone_is_repeatable(source: str) -> None:
    assert is_repeatable(source)


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import perf_counter as now_s\nnow_s()",
        "datetime.datetime.now()",
        "pd.Timestamp('today')",
        "import uuid; uuid.uuid4()",
        "import secrets",
        "import os; os.urandom(4)",
        "import tempfile; tempfile.mkdtemp()",
        "from pathlib import Path; list(Path().iterdir())",
        "from random import SystemRandom",
        "import random; random.seed()",
        "import random; random.seed(None)",
        "r = random.Random()",
        "np.random.default_rng()",
        "np.random.default_rng(seed=None)",
        "np.random.RandomState()",
        "np.random.Generator(np.random.PCG64())",
        "keys = {id(value): value for value in values}",
        "class Node(object): pass",
        "import threading",
        "open('notes.txt').read()",
        "scipy.optimize.differential_evolution(f, bounds)",
    ],
)
def test_what_draws_on_the_moment_is_not(source: str) -> None:
    assert not is_repeatable(source)


def test_a_megabyte_is_looked_through_in_a_moment() -> None:
    assert is_repeatable("seed(1) " * 130_000)
    assert not is_repeatable("seed(  " * 150_000)
