"""Imports only go down.

core.types, errors, author_lines, transcript, response_shapes, json_reading, moments, settings,
judge_settings, isolation, logs, metrics
    ▲
verifiers | envs  (which do not know each other)
    ▲
sandbox | core.config
    ▲
core.sessions, core.judge_model ◀─ core.app ◀─ core.rollout, core.cli
"""

from __future__ import annotations

import ast
from typing import Final

import pytest

from tests.source import PACKAGE, imports, modules

LAYERS: Final[tuple[tuple[str, ...], ...]] = (
    (
        *("core.types", "core.errors", "core.author_lines", "core.transcript"),
        *("core.settings", "core.isolation", "core.logs", "core.metrics"),
        *("core.judge_settings", "core.response_shapes", "core.json_reading", "core.moments"),
        "core.task_row",
    ),
    ("verifiers", "envs"),
    ("sandbox", "core.config"),
    ("core.sessions", "core.judge_model"),
    ("core.app",),
    ("core.rollout", "core.cli"),
)


def layer_of(name: str) -> tuple[int, str] | None:
    """The number and the room of a module's layer; None for the package itself."""
    for number, rooms in enumerate(LAYERS):
        for room in rooms:
            if name == room or name.startswith(f"{room}."):
                return number, room
    return None


def is_allowed(importing: str, imported: str) -> bool:
    here, there = layer_of(importing), layer_of(imported)
    if here is None or there is None:
        return True
    # The ground floor and the command line are each one room of many doors.
    same_floor = here[0] == there[0] and (here[1] == there[1] or here[0] in {0, len(LAYERS) - 1})
    return there[0] < here[0] or same_floor


def test_a_module_imports_only_from_lower_layers() -> None:
    upward = [
        f"{module.name} imports {ours}"
        for module in modules()
        for name, _ in imports(module)
        if name.startswith(f"{PACKAGE}.")
        for ours in [name.removeprefix(f"{PACKAGE}.")]
        if not is_allowed(module.name, ours)
    ]
    assert upward == []


def test_every_module_has_a_layer() -> None:
    assert [
        module.name
        for module in modules()
        if layer_of(module.name) is None and module.name != "core"
    ] == []


def test_inside_the_package_imports_are_relative() -> None:
    absolute = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.level == 0
        and (node.module or "").split(".")[0] == PACKAGE
    ]
    assert absolute == []


@pytest.mark.parametrize(
    ("importing", "imported", "allowed"),
    [
        ("envs.tool", "core.errors.SallyportError", True),
        ("envs.tool", "verifiers.registry", False),
        ("verifiers.registry", "envs.tool", False),
        ("sandbox.pool", "core.sessions.session", False),
        ("core.sessions.session", "sandbox.lease.Lease", True),
        ("core.types", "sandbox.lease", False),
        ("core.app.runtime", "core.cli.app", False),
        ("core.cli.app", "core.rollout.job", True),
    ],
)
def test_the_rule_itself(importing: str, imported: str, allowed: bool) -> None:
    assert is_allowed(importing, imported) is allowed
