"""`sallyport verify`: judge stored rollouts without a server."""

from __future__ import annotations

from pathlib import Path  # Typer reads the hints
from typing import Annotated

import typer

from . import options  # Typer reads the hints
from .output import console_beside, json_lines, print_figures
from .settings import one_environment


def verify(
    environment: options.Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Rollouts as JSON lines.")],
    tasks: options.TaskFile = None,
    limit: options.Limit = None,
    output: options.OutputFile = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Judge stored rollouts again, in this process.

    Rows that lack their task's fields are joined to --tasks, or to the environment's own tasks, by
    their prompt. Exit code 1 when a row could not be judged.
    """
    from itertools import islice

    from .rejudging import Comparison, rejudge

    world = one_environment(environment, config, sets)
    comparison = Comparison()
    with json_lines(output) as write:
        for row in islice(rejudge(world, file, tasks), limit):
            comparison.add(row)
            write(row.row)
    print_figures(console_beside(output), f"{environment}, judged again", comparison.figures())
    if comparison.causes:
        raise typer.Exit(1)
