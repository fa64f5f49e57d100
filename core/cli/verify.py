"""`sallyport verify`: judge stored rollouts without a server."""

from __future__ import annotations

from pathlib import Path  # Typer reads the hints
from typing import Annotated

import typer

from . import options  # Typer reads the hints

_OtherConfig = Annotated[
    Path | None,
    typer.Option(
        "--compare",
        metavar="OTHER_CONFIG",
        help="Judge under this configuration too, and show which verdicts change.",
        show_default=False,
    ),
]
_Failures = Annotated[
    Path | None,
    typer.Option(
        "--failures",
        metavar="FILE",
        help="Where rows without a verdict go.",
        show_default="beside --output, as NAME.failures.jsonl",
    ),
]
_Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on where a run that wrote the same --output ended."),
]


def verify(
    environment: options.Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Rollouts as JSON lines.")],
    tasks: options.TaskFile = None,
    limit: options.Limit = None,
    output: options.OutputFile = None,
    failures: _Failures = None,
    resume: _Resume = False,
    overwrite: options.Overwrite = False,
    compare: _OtherConfig = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Judge stored rollouts again, on all cores, without a server.

    Rows that lack their task's fields are joined to --tasks, or to the environment's own tasks, by
    their prompt. Rows are judged within judging.deadline_s each and written in the order of the
    file, with all that they held. A line that is no row goes to the failures with its number, and
    the rest is judged. Exit code 1 when a row could not be judged.
    """
    from .verifying import Plan, verify_all

    plan = Plan(
        environment=environment,
        file=file,
        tasks=tasks,
        limit=limit,
        output=output,
        failures=failures,
        resume=resume,
        overwrite=overwrite,
        compare=compare,
        config=config,
        sets=tuple(sets or ()),
    )
    if verify_all(plan).causes:
        raise typer.Exit(1)
