"""README.md does what it says: its commands are run as they stand and print what it shows."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from sallyport.core.cli.app import app
from sallyport.core.config import resolve
from sallyport.core.config.yaml_text import load_value
from sallyport.core.rollout.server_process import own_server
from sallyport.sandbox.jail import detect
from tests import readme
from tests.readme import PORT, ROOT, Block

RUN: Final = [block for block in readme.blocks("sh") if block.run and not block.serves]
MARK: Final = "----- end of block -----"


@functools.cache
def here() -> dict[str, str]:
    """Return what is set when the README's commands run: what this machine gives, and small."""
    return {"isolation.require": detect().level, "pool.size": "4"}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Start the server by the README's own command, on a free port; give its address."""
    serving = [block for block in readme.blocks("sh") if block.serves]
    assert len(serving) == 1
    line = next(line for line in serving[0].text.splitlines() if line.startswith(readme.SERVE))
    arguments = shlex.split(line)[2:]
    port = arguments.index("--port")
    assert arguments[port + 1] == PORT
    del arguments[port : port + 2]
    sets = [part for key, value in here().items() for part in ("--set", f"{key}={value}")]
    with own_server([*arguments, *sets]) as address:
        yield address


@pytest.fixture(scope="module")
def printed(base: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Run every block in one shell, from a folder like a reader's; give what each printed."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "examples").symlink_to(ROOT / "examples")
    commands = folder / "bin"
    commands.mkdir()
    for name, words in {"python": [], "sallyport": ["-m", "sallyport"]}.items():
        command = shlex.join([sys.executable, *words])
        (commands / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (commands / name).chmod(0o755)
    activate = folder / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f"PATH={shlex.quote(str(commands))}:$PATH\n")
    script = "".join(f"{block.text}echo '{MARK}'\n" for block in RUN)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(PORT, base.rpartition(":")[2])],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **{
                f"SALLYPORT_{key.upper().replace('.', '__')}": value
                for key, value in here().items()
            },
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(f"{MARK}\n")


@pytest.mark.parametrize("number", range(len(RUN)))
def test_a_block_prints_what_is_shown_after_it(number: int, printed: list[str]) -> None:
    shown = RUN[number].shown
    if not shown:
        return
    lines = [json.loads(line) for line in printed[number].splitlines()]
    assert len(lines) == len(shown), printed[number]
    for wanted, found in zip(shown, lines, strict=True):
        assert readme.fits(wanted, found), f"shown: {wanted}\nprinted: {found}"


def test_both_environments_are_driven_from_seed_to_end() -> None:
    text = "".join(block.text for block in RUN)
    for name in ("math_with_code", "workplace_assistant"):
        for step in ("seed_session", "verify", "end_session"):
            assert f"post {name}/{step} " in text


def test_rollouts_of_the_example_earn_what_their_policy_is_due(printed: list[str]) -> None:
    number = next(n for n, block in enumerate(RUN) if "examples/stock_room.yaml" in block.text)
    assert re.findall(r"mean reward +(\S+)", printed[number]) == ["1.000", "0.000"]


def test_every_route_that_is_named_exists(base: str) -> None:
    document = httpx.get(f"{base}/schema/openapi.json", timeout=30, trust_env=False).json()
    served = {re.sub(r"{\w+}", "{}", path) for path in document["paths"]}
    # The document does not describe itself.
    served |= {"/schema", "/schema/swagger"}
    named = readme.paths()
    assert len(named) > 8
    assert named <= served


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"sallyport (\w[\w-]*)", readme.TEXT)) - {"COMMAND"}
    assert named <= {command.name for command in app.registered_commands}


def test_every_setting_that_is_named_exists_with_its_default() -> None:
    known = {each.key: each.value for each in resolve().listing}
    named = {key: load_value(text) for key, text in readme.settings().items()}
    assert len(named) > 8
    assert named == {key: known.get(key) for key in named}


def test_the_configuration_that_is_shown_loads(tmp_path: Path) -> None:
    [block] = readme.blocks("yaml")
    file = tmp_path / "server.yaml"
    file.write_text(block.text, encoding="utf-8")
    settings = resolve(file=file).settings
    assert settings.pool.size == 8
    assert [(one.name, one.environment) for one in settings.environments] == [
        ("math", "math_with_code")
    ]


def test_the_code_that_is_shown_is_the_examples() -> None:
    [block] = readme.blocks("python")
    assert block.text in (ROOT / "examples" / "stock_room.py").read_text(encoding="utf-8")


def test_every_link_leads_somewhere() -> None:
    for link in readme.links():
        assert (ROOT / link).exists(), link


def test_the_two_commands_are_there() -> None:
    lines = [
        line
        for block in readme.blocks("sh")
        if not block.run
        for line in block.text.splitlines()
        if not line.startswith("docker ")
    ]
    assert lines
    for line in lines:
        assert os.access(ROOT / line.split()[0], os.X_OK), line
    assert "exec scripts/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("shown", "printed_value", "fitting"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": "..."}, {"a": [1]}, True),
        ([1], [1, 2], False),
        ([{"a": 1}], [{"a": 1, "b": 2}], False),
        ([{"a": "..."}], [{"a": {"b": 2}}], True),
        (1, True, False),
        (1.0, 1.0, True),
        ("a", "b", False),
    ],
)
def test_what_is_shown_is_what_is_printed_but_for_the_values_left_out(
    shown: object, printed_value: object, fitting: bool
) -> None:
    assert readme.fits(shown, printed_value) is fitting


def test_a_block_without_a_reply_shows_nothing() -> None:
    assert Block("sh", "true\n").shown == ()
    assert any(block.shown for block in RUN)
