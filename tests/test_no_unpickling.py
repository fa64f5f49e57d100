"""Nothing of ours decodes a format that can run code.

Searched in every module of the package, by what names mean there (`from pickle import loads as f`
is found). What a forged pickle does when it comes as a frame: tests/sandbox/test_frames.py and
tests/core/sessions/test_protocol_abuse.py.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Final

import pytest

from tests.source import ROOT, imports, modules

READERS: Final = {
    "pickle": {"load", "loads", "Unpickler"},
    "_pickle": {"load", "loads", "Unpickler"},
    "cloudpickle": {"load", "loads", "Unpickler"},
    "dill": {"load", "loads", "Unpickler"},
    "marshal": {"load", "loads"},
    "yaml": {"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"},
    "shelve": {"open", "Shelf"},
    "joblib": {"load"},
    "jsonpickle": {"decode"},
    "pandas": {"read_pickle"},
    "numpy": {"load"},
    "multiprocess.connection": {"Client", "Listener", "Connection"},
    "multiprocessing.connection": {"Client", "Listener", "Connection"},
}
"""What turns bytes into objects of any kind, by module."""

READS_SNAPSHOTS: Final = "sandbox.interpreter.snapshots.reading"
"""Opens what a session's worker wrote, in a worker of that session, in its jail."""

EVALUATORS: Final = {"eval", "exec"}

RUNS_CODE: Final = ("sandbox.interpreter.", "sandbox.policy.", "sandbox.worker", "sandbox.jail.")
"""Where running a session's source is the purpose: all of it runs in workers, in their jail."""

RUNS_ITS_CALLERS_LINES: Final = "verifiers.laws.child"
"""A process for whoever holds a verifier of his own to the laws, which makes it by his own source;
no server imports it, and no text of an agent's gets there.
"""


def readers_in(tree: ast.AST) -> list[tuple[int, str]]:
    """Lines that reach for a reader, and its full name."""
    meanings, safe = _meanings(tree), _safe_loads(tree)
    found = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.ImportFrom) and not node.level:
            found += [
                (line, f"{node.module}.{alias.name}")
                for alias in node.names
                if alias.name in READERS.get(node.module or "", set())
            ]
        if isinstance(node, ast.Attribute) and node not in safe:
            holder = _full_name(node.value, meanings)
            if node.attr in READERS.get(holder, set()):
                found.append((line, f"{holder}.{node.attr}"))
        if _is_bare_receive(node):
            found.append((line, "recv() of a pickling connection"))
    return found


def evaluators_in(tree: ast.AST) -> list[tuple[int, str]]:
    """Lines that name `eval` or `exec`."""
    return [
        (node.lineno, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in EVALUATORS and isinstance(node.ctx, ast.Load)
    ]


def _meanings(tree: ast.AST) -> dict[str, str]:
    meanings = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                meanings[alias.asname or name] = name
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                meanings[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return meanings


def _safe_loads(tree: ast.AST) -> set[ast.expr]:
    """`yaml.load` with a loader made here from the one that knows plain values only."""
    safe = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and [ast.unparse(base) for base in node.bases] == ["yaml.SafeLoader"]
    }
    return {
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "yaml.load"
        and any(
            ast.unparse(each) in safe for each in [*node.args, *(k.value for k in node.keywords)]
        )
    }


def _full_name(node: ast.expr, meanings: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return meanings.get(node.id, "")
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, meanings)}.{node.attr}"
    return ""


def _is_bare_receive(node: ast.AST) -> bool:
    """A socket's `recv` takes a size; a multiprocessing connection's takes none and unpickles."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "recv"
        and not node.args
    )


def test_no_module_reads_a_format_that_can_run_code() -> None:
    found = {module.name: lines for module in modules() if (lines := readers_in(module.tree))}
    assert set(found) == {READS_SNAPSHOTS}


def test_the_one_that_does_is_used_by_what_runs_sessions_only() -> None:
    users = {
        module.name
        for module in modules()
        for name, _ in imports(module)
        if ".snapshots" in name and not module.name.startswith("sandbox.interpreter.")
    }
    assert users <= {"sandbox.preload"}


@pytest.mark.slow
def test_the_front_door_never_loads_it() -> None:
    program = (
        "import sys, sallyport.core.app.server\n"
        "print([name for name in sys.modules if 'snapshots' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


def test_only_what_runs_sessions_evaluates_source() -> None:
    found = {
        module.name: lines
        for module in modules()
        if not module.name.startswith((*RUNS_CODE, RUNS_ITS_CALLERS_LINES))
        and (lines := evaluators_in(module.tree))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle\npickle.loads(data)",
        "import pickle as p\np.Unpickler(file).load()",
        "from pickle import loads as read\nread(data)",
        "import cloudpickle\nf = cloudpickle.load",
        "import yaml\nyaml.load(text, Loader=yaml.Loader)",
        "import yaml\nclass L(yaml.Loader): pass\nyaml.load(text, L)",
        "import marshal\nmarshal.loads(data)",
        "import numpy as np\nnp.load(file, allow_pickle=True)",
        "import multiprocess.connection\nmultiprocess.connection.Client(address)",
        "connection.recv()",
        "def late():\n    import dill\n    return dill.loads(data)",
    ],
)
def test_the_search_finds_a_reader(source: str) -> None:
    assert readers_in(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "import pickle\npickle.dumps(1)",
        "import json\njson.loads(text)",
        "sock.recv(64)",
        "import yaml\nyaml.safe_load(text)",
        "import yaml\nclass L(yaml.SafeLoader): pass\nyaml.load(text, Loader=L)",
    ],
)
def test_the_search_lets_others_be(source: str) -> None:
    assert not readers_in(ast.parse(source))


def test_the_search_finds_evaluation() -> None:
    assert evaluators_in(ast.parse("f = exec\nf(source)"))
    assert not evaluators_in(ast.parse("def exec(): pass"))
