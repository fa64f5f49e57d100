"""docs/environments.md: its environment is run as it stands, by the commands that it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from sallyport.envs.registry import built_in_names, environment_of
from sallyport.sandbox.jail import detect

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "docs" / "environments.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """Return the one fenced block in a language."""
    [text] = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.mark.slow
def test_the_environment_keeps_the_laws_and_its_oracle_earns_all(tmp_path: Path) -> None:
    (tmp_path / "vending.py").write_text(block("python"), encoding="utf-8")
    command = tmp_path / "bin" / "sallyport"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m sallyport "$@"\n')
    command.chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block("sh")],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{command.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "SALLYPORT_ISOLATION__REQUIRE": detect().level,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.findall(r"^\w+ +\d+ +broken", done.stdout, re.MULTILINE)
    assert "cannot be judged" not in done.stdout
    kept = re.findall(r"^(\w+) +\d+ +kept", done.stdout, re.MULTILINE)
    assert {"total", "pays_the_solution", "pays_not_for_nothing", "same_everywhere"} <= set(kept)
    assert re.search(r"mean reward +1\.000", done.stdout)


@pytest.mark.parametrize("name", built_in_names())
def test_the_fields_that_an_environment_needs_are_in_the_table(name: str) -> None:
    row = environment_of(name).tasks()[0]
    listed = TEXT[TEXT.index(f"| `{name}` |") :]
    fields = re.findall(r"^\| (?:`\w+` )?\| (.+?) \|", listed, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", fields[0])) <= row.keys()
