"""The whole service where it is given less than root on a machine of its own: a real server over
real HTTP, as an ordinary user without any capability, and under a filter like a plain container's.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest

from sallyport.core.cli.app import main
from tests.attacks.harness import REPOSITORY, as_user, readable_python
from tests.serving import client

pytestmark = pytest.mark.slow

USER: Final = 65534
START_S: Final = 90.0

_CONTAINED: Final = """
import os, sys
from tests.attacks.container import forbid_namespaces
forbid_namespaces()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""The filter stays through exec, as a container's does."""


class Machine(NamedTuple):
    """Who starts the server, and whether a filter forbids namespaces."""

    user: int | None
    contained: bool

    @property
    def level(self) -> str:
        """The isolation that can be had."""
        return "landlock" if self.contained else "namespaces"

    def words(self, *arguments: str) -> list[str]:
        """The command that runs `sallyport` with these arguments."""
        python = _python(self.user)
        inner = ["-c", _CONTAINED] if self.contained else []
        return [*as_user(self.user), python, *inner, "-m", "sallyport", *arguments]


MACHINES: Final = {
    "ordinary_user": Machine(USER, contained=False),
    "container": Machine(None, contained=True),
    "container_of_an_ordinary_user": Machine(USER, contained=True),
}


def _python(user: int | None) -> str:
    if user is None:
        return sys.executable
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    found = readable_python(user)
    if found is None:
        pytest.skip("no Python of this version that an ordinary user can read")
    return found


def surroundings() -> dict[str, str]:
    """Environment variables of a server that finds our packages with another Python."""
    packages = [entry for entry in sys.path if entry.endswith("site-packages")]
    paths = os.pathsep.join([str(REPOSITORY), *packages])
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


@contextlib.contextmanager
def serving(machine: Machine, log: Path) -> Iterator[str]:
    """A server on a machine, at the level that it gives; yields its address."""
    read_end, write_end = os.pipe()
    require = ["--set", f"isolation.require={machine.level}", "--set", "pool.size=1"]
    words = machine.words("serve", "math_with_code", "--port", "0", *require)
    words += ["--ready-fd", str(write_end)]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            words, env=surroundings(), cwd="/", pass_fds=[write_end], stdout=stream, stderr=stream
        )
    os.close(write_end)
    try:
        poll = select.poll()
        poll.register(read_end, select.POLLIN)
        readable = poll.poll(1000 * START_S)
        address = os.read(read_end, 1024).decode().strip() if readable else ""
        assert address, log.read_text()
        yield address
    finally:
        os.close(read_end)
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module", params=MACHINES)
def machine(request: pytest.FixtureRequest) -> Machine:
    return MACHINES[request.param]


@pytest.fixture(scope="module")
def base(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(machine, tmp_path_factory.mktemp("server") / "log") as address:
        yield address


def test_readiness_tells_the_level_that_was_proven(machine: Machine, base: str) -> None:
    reply = httpx.get(f"{base}/readyz", trust_env=False)
    assert reply.status_code == 200
    isolation = reply.json()["isolation"]
    assert isolation["level"] == machine.level
    assert ("user per worker" in isolation["mechanisms"]) == (machine.user is None)


def test_a_session_tells_its_level_and_computes(machine: Machine, base: str) -> None:
    with client(base) as http:
        wanted = {"environment": "math_with_code", "min_isolation": machine.level}
        created = http.post("/v1/sessions", json=wanted).json()
        assert created["isolation"] == {"level": machine.level}
        http.headers["Authorization"] = f"Bearer {created['token']}"
        at = f"/v1/sessions/{created['session_id']}"
        assert http.get(at).json()["isolation"] == {"level": machine.level}
        cell = {"code": "float(np.trace(np.eye(3) * 2)), sum(range(10))"}
        assert http.post(f"{at}/tools/execute_python", json=cell).json()["result"] == "(6.0, 45)"
        assert http.delete(at).json()["status"] == "closed"


def test_nothing_stronger_is_claimed(machine: Machine, base: str) -> None:
    if machine.level == "namespaces":
        pytest.skip("there is nothing stronger")
    with client(base) as http:
        wanted = {"environment": "math_with_code", "min_isolation": "namespaces"}
        reply = http.post("/v1/sessions", json=wanted)
    assert reply.status_code == 503
    error = reply.json()["error"]
    assert error["type"] == "insufficient_isolation"
    assert error["details"] == {"level": "landlock", "min_isolation": "namespaces"}


def test_a_rollout_is_paid_in_full(
    machine: Machine, base: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.jsonl"
    asked = ["--url", base, "--limit", "2", "--min-isolation", machine.level]
    assert main(["rollout", "math_with_code", *asked, "--output", str(output)]) == 0
    rows: list[dict[str, Any]] = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(row["valid"], row["reward"]) for row in rows] == [(True, 1.0)] * 2
    capfd.readouterr()


def test_a_cell_over_its_limits_is_told_and_the_session_goes_on(
    machine: Machine, base: str
) -> None:
    with client(base) as http:
        http.post("/seed_session", json={})
        http.post("/execute_python", json={"code": "kept = 3"})
        deep = http.post("/execute_python", json={"code": "def f(): f()\nf()"}).json()
        large = http.post("/execute_python", json={"code": "x = np.ones(10**12)"}).json()
        assert (deep["status"], large["status"]) == ("recursion_limit", "memory_limit")
        assert http.post("/execute_python", json={"code": "kept"}).json()["result"] == "3"
        http.post("/end_session", json={})


@pytest.mark.parametrize("name", [name for name in MACHINES if MACHINES[name].contained])
def test_by_default_a_container_is_refused_in_one_line_that_says_what_to_do(name: str) -> None:
    words = MACHINES[name].words("serve", "math_with_code", "--port", "0")
    done = subprocess.run(
        words, env=surroundings(), cwd="/", capture_output=True, text=True, timeout=START_S
    )
    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    for part in (
        "namespaces",
        "errno 1",
        "in a container",
        "seccomp profile",
        "--set isolation.require=landlock",
    ):
        assert part in line
    assert done.stdout == ""
