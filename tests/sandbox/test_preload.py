"""What the zygote does before it serves, in a process that does it and is then asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

import sallyport.sandbox.interpreter
import sallyport.sandbox.policy
import sallyport.sandbox.policy.standins
from sallyport.sandbox.forks import COLLECT
from sallyport.sandbox.jail import JailSpec
from sallyport.sandbox.policy.catalogue import Catalogue
from sallyport.sandbox.setup import SOCKET_NAME, EnvironmentSetup, ZygoteSetup
from sallyport.sandbox.zygote import _ENVIRONMENT

pytestmark = pytest.mark.slow

MATHEMATICS = EnvironmentSetup("maths", "math_with_code", None, {"max_execution_time": 3})
WORKPLACE = EnvironmentSetup("office", "workplace_assistant", None, {})

_PROGRAM = """
import sys
sys.path[:0] = {path!r}
{COLLECT}
import sallyport.sandbox.preload as preload
preload.preload({setup!r}, {ready}, _hooks, _real)
import json
def told():
{body}
print(json.dumps(told()))
"""


def preloaded(folder: Path, *environments: EnvironmentSetup, body: str) -> Any:
    """Preload in a fresh process, without a jail, then run `body` there; return what it returns.

    Checks that readiness was told, by one byte, and that the process's folder went with it.
    """
    folder.mkdir()
    (folder / SOCKET_NAME).touch()
    setup = ZygoteSetup(environments, str(folder), JailSpec(level="none"))
    read_end, write_end = os.pipe()
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    program = _PROGRAM.format(
        COLLECT=COLLECT,
        path=[entry or str(Path.cwd()) for entry in sys.path],
        setup=msgspec.json.encode(setup).decode(),
        ready=write_end,
        body=indented,
    )
    words = [sys.executable, "-I", "-B", "-c", program]
    with os.fdopen(read_end, "rb") as ready:
        done = subprocess.run(
            words, env=_ENVIRONMENT, pass_fds=[write_end], capture_output=True, text=True
        )
        os.close(write_end)
        assert done.returncode == 0, done.stderr
        assert ready.read() == b"r"
    assert not folder.exists(), "nobody else removes it when the server was killed"
    return json.loads(done.stdout)


_STATE = """
import gc, os, signal, threading
return {
    "environments": {name: type(each).__name__ for name, each in preload.environments.items()},
    "options": preload.environments["maths"].options.max_execution_time,
    "level": preload.jail[0].level,
    "frozen": gc.get_freeze_count() > 100_000,
    "threads": threading.active_count(), "tasks": len(os.listdir("/proc/self/task")),
    "terminated": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
    "modules": list(sys.modules),
}
"""


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("preload") / "zygote"
    found: dict[str, Any] = preloaded(folder, MATHEMATICS, WORKPLACE, body=_STATE)
    return found


def test_every_environment_is_made_with_its_options_under_its_served_name(
    state: dict[str, Any],
) -> None:
    assert state["environments"] == {"maths": "MathWithCode", "office": "WorkplaceAssistant"}
    assert (state["options"], state["level"]) == (3.0, "none")


def test_the_heap_is_frozen_and_one_thread_is_left_to_fork(state: dict[str, Any]) -> None:
    assert state["frozen"]
    assert (state["threads"], state["tasks"]) == (1, 1)


def test_a_supervisors_sigterm_is_the_servers_to_answer(state: dict[str, Any]) -> None:
    assert state["terminated"]


@pytest.mark.parametrize(
    "package",
    [
        sallyport.sandbox.interpreter,
        sallyport.sandbox.policy,
        sallyport.sandbox.policy.standins,
    ],
)
def test_every_module_of_the_interpreter_and_the_policy_is_loaded(
    state: dict[str, Any], package: Any
) -> None:
    folder = Path(next(iter(package.__path__)))
    names = {f"{package.__name__}.{file.stem}" for file in folder.glob("[!_]*.py")}
    assert len(names) >= 9
    assert names - set(state["modules"]) == set()


def test_what_a_worker_runs_is_loaded(state: dict[str, Any]) -> None:
    names = ("warden", "worker", "watch", "checkpoint", "judging", "notebook", "context")
    assert {f"sallyport.sandbox.{name}" for name in names} <= set(state["modules"])
    assert {"numpy", "scipy.stats", "pandas", "sympy"} <= set(state["modules"])


_FIRST_CELLS = """
from sallyport.sandbox.context import Context
before = set(sys.modules)
interpreter = Context(preload.environments["maths"], 1).interpreter()
first = interpreter.run("1 + 1").result
opened = sorted(set(sys.modules) - before)
shown = {{}}
for name in {names!r}:
    before = set(sys.modules)
    status = interpreter.run(f"import {{name}}").status
    shown[name] = status, sorted(set(sys.modules) - before)
return {{"first": first, "opened": opened, "imports": shown}}
"""


def test_no_session_waits_for_an_import(tmp_path: Path) -> None:
    """Neither opening a notebook nor any module that a program may import by name loads a file."""
    names = Catalogue().often_used()
    assert len(names) > 100
    body = _FIRST_CELLS.format(names=names)
    found = preloaded(tmp_path / "zygote", MATHEMATICS, body=body)
    assert (found["first"], found["opened"]) == ("2", [])
    late = {name: what for name, what in found["imports"].items() if what != ["ok", []]}
    assert late == {}


def test_a_server_without_code_loads_no_policy(tmp_path: Path) -> None:
    body = "return [name for name in sys.modules if name.startswith('sallyport.sandbox.policy')]"
    assert preloaded(tmp_path / "zygote", WORKPLACE, body=body) == []
