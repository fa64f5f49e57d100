"""What a command's arguments configure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ...envs.environment import Environment
    from ..config import Assignment, Configuration
    from ..config.file import Dataset
    from ..types import JsonObject


def configuration(
    names: Sequence[str] | None,
    file: Path | None,
    sets: Sequence[str] | None,
    flags: Sequence[Assignment] = (),
) -> Configuration:
    """Resolve the configuration, environment variables included. Raises ConfigurationError."""
    from ..config import resolve

    return resolve(names or (), file=file, variables=os.environ, sets=sets or (), flags=flags)


def rows_of(tasks: Path) -> list[JsonObject]:
    """Return the rows of a file of tasks. Raises ConfigurationError."""
    from ..rollout.jsonl import read_lines

    return [row for _, row in read_lines(tasks)]


def dataset_rows(datasets: Sequence[Dataset]) -> list[JsonObject]:
    """The rows of data sets, each with its `split` where it has none. Raises ConfigurationError."""
    return [{"split": each.split, **row} for each in datasets for row in rows_of(each.path)]


def one_environment(name: str, file: Path | None, sets: Sequence[str] | None) -> Environment:
    """Make the environment of a command that is about one. Raises ConfigurationError."""
    from ..config.environments import environment_for

    return environment_for(configuration([name], file, sets).settings.environments[0])
