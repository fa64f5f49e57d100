"""`scripts/lib/venv.sh`: which Python it takes, and when the environment is made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script needs of a checkout, with an environment that is ready."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "scripts" / "lib").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "lib" / "venv.sh", root / "scripts" / "lib")
    shutil.copytree(ROOT / "requirements", root / "requirements")
    shutil.copy(ROOT / "pyproject.toml", root)
    venv.create(root / ".venv", with_pip=False, symlinks=True)
    _ran(root, 'stamp_of dev >"$venv/.ready-dev"')
    return root


def _ran(root: Path, commands: str, named: str | None = None) -> tuple[int, str, str]:
    # Making an environment and filling it takes minutes and a network; that it is begun is enough.
    begun = "make_venv() { find_python || exit 2; }; run_pip() { exit 7; }"
    env = {key: value for key, value in os.environ.items() if key != "PYTHON"}
    done = subprocess.run(
        ["bash", "-c", f". {root}/scripts/lib/venv.sh; {begun}; {commands}"],
        env=env if named is None else {**env, "PYTHON": named},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _python(path: Path, version: str, *, runs: bool) -> str:
    """A program that says that it is a Python of this version; `runs` is one of ours beneath."""
    beneath = f'exec {sys.executable} "$@"' if runs else "exit 1"
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo Python {version} && exit\n{beneath}\n'
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("named", ["/nowhere/python3", "no-such-python", "/bin/false"])
def test_a_name_that_is_no_python_stops_also_where_an_environment_is_ready(
    checkout: Path, named: str
) -> None:
    code, _, err = _ran(checkout, "ensure_venv dev", named)
    assert (code, err) == (2, f"sallyport: PYTHON={named} is no Python that runs\n")


def test_a_python_too_old_stops_and_says_its_version(checkout: Path, tmp_path: Path) -> None:
    old = _python(tmp_path / "old", "3.9.1", runs=False)
    code, _, err = _ran(checkout, "ensure_venv dev", old)
    assert code == 2
    assert f"PYTHON={old} is Python 3.9.1; name one from 3.11 to 3.13" in err


def test_what_is_ready_is_taken_where_its_python_is_named_or_none_is(checkout: Path) -> None:
    own = str(checkout / ".venv" / "bin" / "python")
    for named in (None, "", own, sys.executable):
        assert _ran(checkout, "ensure_venv dev", named) == (0, "", "")


def test_another_python_has_the_environment_made_anew(checkout: Path, tmp_path: Path) -> None:
    other = tmp_path / "bin"
    other.mkdir()
    code = f'case "$2" in *_base_executable*) echo {other}/python3;; *) exec {sys.executable} "$@";; esac'
    (other / "python3").write_text(f"#!/bin/sh\n{code}\n")
    (other / "python3").chmod(0o755)
    code_, out, err = _ran(checkout, "ensure_venv dev", str(other / "python3"))
    assert code_ != 0
    assert out == f"{other}/python3\n"
    assert "is of another Python than PYTHON=" in err
