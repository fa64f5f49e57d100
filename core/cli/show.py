"""Commands that only show something: tasks, tools, the configuration, the version."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ..task_row import materialized_row
from . import options  # Typer reads the hints
from .output import STDOUT, json_lines
from .settings import configuration, dataset_rows, one_environment, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..types import JsonObject


class TaskFormat(StrEnum):
    """How task rows are written."""

    FLAT = "flat"
    NEMO_GYM = "nemo-gym"


def tasks(
    environment: options.Name,
    tasks: options.TaskFile = None,
    limit: options.Limit = None,
    form: Annotated[
        TaskFormat,
        typer.Option(
            "--format", help="Rows as the environment has them, or materialized for NeMo Gym 0.7."
        ),
    ] = TaskFormat.FLAT,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Print an environment's task rows as JSON lines."""
    from ..config.environments import environment_for

    resolved = configuration([environment], config, sets)
    world = environment_for(resolved.settings.environments[0])
    datasets = resolved.datasets.get(resolved.settings.environments[0].name)
    if tasks is not None:
        rows: Sequence[JsonObject] = rows_of(tasks)
    else:
        rows = world.tasks() if datasets is None else dataset_rows(datasets)
    with json_lines(STDOUT) as write:
        for index, row in enumerate(rows[:limit]):
            flat = form is TaskFormat.FLAT
            write(row if flat else materialized_row(row, world.name, index))


def tools(
    environment: options.Name,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Print an environment's tools as OpenAI function schemas (JSON)."""
    schemas = [tool.schema() for tool in one_environment(environment, config, sets).tools]
    _print_json(schemas)


def config(
    environments: options.Names = None,
    file: options.ConfigFile = None,
    sets: options.Sets = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Print every setting in force and where its value comes from."""
    resolved = configuration(environments, file, sets)
    if as_json:
        entries = {
            each.key: {"value": each.value, "source": each.origin.layer, "where": each.origin.where}
            for each in resolved.listing
        }
        _print_json(
            {
                "settings": entries,
                "ignored": list(resolved.ignored),
                "without_effect": list(resolved.without_effect),
            }
        )
        return
    from .config_table import print_listing

    print_listing(resolved)


def version() -> None:
    """Print the version."""
    from ... import __version__

    typer.echo(f"sallyport {__version__}")


def _print_json(value: object) -> None:
    import json

    sys.stdout.write(json.dumps(value, indent=2) + "\n")
