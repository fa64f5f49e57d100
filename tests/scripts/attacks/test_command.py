"""The command as a reader runs it, on classes that are soon done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sallyport.sandbox.jail import detect
from scripts.attacks import kernel, policy
from tests.attacks.attack import Attack

ROOT = Path(__file__).parents[3]


def attack(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.attacks", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_one_class_is_attacked_told_and_written(tmp_path: Path) -> None:
    file = tmp_path / "attacks.json"
    done = attack("kernel", "--class", "jail_ipc", "--json", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "jail_ipc" in done.stdout
    assert "attacks got through." in done.stdout
    written = json.loads(file.read_text())["attacks"]
    assert {row["kind"] for row in written} == {"jail_ipc"}
    if detect().level == "namespaces":
        assert {row["verdict"] for row in written} == {"refused"}


@pytest.mark.slow
def test_another_python_gets_the_other_arguments() -> None:
    done = attack("--python", sys.executable, "policy", "--class", "frames")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "frames" in done.stdout
    assert "jail_ipc" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["walls"], ["kernel", "--class", "frames"]])
def test_what_there_is_not_is_refused_with_what_there_is(arguments: list[str]) -> None:
    done = attack(*arguments)
    assert done.returncode == 2
    assert "there are" in done.stderr


@pytest.mark.slow
def test_an_attack_that_gets_through_is_a_breach_with_what_it_got(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    control = Attack("open-door", "control", "breach('this was seen')", "the door is open")
    monkeypatch.setattr(kernel, "ATTACKS", (control,))
    (result,) = kernel.run("control")
    if detect().level != "namespaces":
        assert result.verdict == "not run"
        return
    assert result.verdict == "breach"
    assert "the door is open" in result.detail
    assert "this was seen" in result.detail


@pytest.mark.slow
def test_what_passes_the_policy_is_listed_only_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = next(result for result in policy.run("raw_memory") if result.verdict == "accepted")
    assert len(known.detail) > 20
    monkeypatch.setattr(policy, "accepted", dict)
    breaches = [result.name for result in policy.run("raw_memory") if result.verdict == "breach"]
    assert breaches == [known.name]
