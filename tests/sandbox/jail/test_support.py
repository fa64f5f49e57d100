from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import pytest

from sallyport.sandbox.jail.support import Mechanism, Support, detect
from tests.attacks.harness import ENVIRONMENT, REPOSITORY, as_user
from tests.sandbox.jail.conftest import PLAIN_USER

SCRIPT = """
import sys
sys.path[:] = sys.argv[2:]
from sallyport.sandbox.jail import support
if sys.argv[1] == "contained":
    from tests.attacks import container
    container.forbid_namespaces()
support.answer()
"""


def told(python: str, kind: str, uid: int | None = None) -> Support:
    path = [str(REPOSITORY), *[entry for entry in sys.path if "site-packages" in entry]]
    if python == sys.executable:
        path += [entry for entry in sys.path if os.path.isabs(entry)]
    else:
        path += _path_of(python)
    words = [*as_user(uid), python, "-I", "-B", "-c", SCRIPT, kind, *path]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, check=True, cwd="/")
    return msgspec.json.decode(done.stdout, type=Support)


def _path_of(python: str) -> list[str]:
    words = [python, "-I", "-c", "import sys; print('\\n'.join(sys.path))"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()


def _levels(support: Support) -> dict[str, bool]:
    return {one.name: one.available for one in support.levels}


def test_this_machine_is_told_truly() -> None:
    support = detect([("pids", "because")])
    assert support.level == "namespaces"
    assert support.missing("namespaces") == ""
    names = {one.name: one for one in support.mechanisms}
    assert names["seccomp"].available
    assert names["user per worker"].available == (os.geteuid() == 0)
    assert names["cgroup pids"] == Mechanism("cgroup pids", False, "because")


def test_an_ordinary_user_has_every_level_too(plain_python: str) -> None:
    assert all(_levels(told(plain_python, "free", PLAIN_USER)).values())


@pytest.mark.parametrize("user", ["root", "plain"])
def test_under_a_containers_filter_landlock_is_left(
    user: str, request: pytest.FixtureRequest
) -> None:
    if user == "plain":
        support = told(request.getfixturevalue("plain_python"), "contained", PLAIN_USER)
    else:
        support = told(sys.executable, "contained")
    assert _levels(support) == {"namespaces": False, "landlock": True, "limits": True}
    assert support.level == "landlock"
    refused = support.levels[0]
    assert refused.errno == 1
    line = support.missing("namespaces")
    assert "namespaces" in line
    assert "errno 1" in line
    assert "\n" not in line


def test_without_any_level_it_says_none() -> None:
    levels = tuple(Mechanism(name, False, "why", 1, "do this") for name in ("namespaces", "limits"))
    support = Support(levels, ())
    assert support.level == "none"
    assert support.missing("limits") == "isolation level 'limits' is not available: why; do this"
