"""`sallyport check`: hold an environment's verifier to the laws."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from . import options  # Typer reads the hints

BROKEN: Final = 1


def check(
    environment: Annotated[
        str,
        typer.Argument(
            metavar="ENV",
            help="A built-in environment, a server of the file, or FILE.py[:NAME].",
        ),
    ],
    examples: Annotated[
        int, typer.Option("--examples", min=1, metavar="N", help="Examples of each law.")
    ] = 200,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same seed tries the same examples.")
    ] = 0,
    deadline: Annotated[
        float,
        typer.Option(
            "--deadline", min=0.1, metavar="SECONDS", help="For one step of judging one rollout."
        ),
    ] = 10.0,
    tasks: options.TaskFile = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Hold the environment's verifier to the laws that every verifier keeps.

    Every task is judged once before that. For each law that it breaks, the smallest
    counter-example is printed as a test that can be pasted, with the lines of your files that an
    error passed through. Exit code 1 when a law is broken, or a task cannot be judged.
    """
    from .checking import environment_at, hold_to_laws, rows_in, source_of, subject_of

    world = environment_at(environment, config, sets)
    rows = None if tasks is None else rows_in(tasks)
    subject = subject_of(world, rows, source_of(world, tasks), deadline)
    if not hold_to_laws(
        environment, world, subject, examples=examples, seed=seed, deadline_s=deadline
    ):
        raise typer.Exit(BROKEN)
