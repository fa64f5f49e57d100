"""`sallyport rollout`: play policies against a server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ConfigurationError
from . import options
from .output import console_beside, json_lines, print_figures
from .settings import one_environment

if TYPE_CHECKING:
    from ...envs.environment import Environment
    from ..rollout.job import Job
    from ..rollout.policy import Policy

INTERRUPTED = 130
"""Exit code of a program that an interrupt ended, as shells have it."""


def rollout(
    environment: options.Name,
    tasks: options.TaskFile = None,
    policy: Annotated[
        str,
        typer.Option(
            metavar="oracle|noop|replay:FILE",
            help="Who plays: the known solution, nobody, or recorded rollouts.",
        ),
    ] = "oracle",
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="Rollouts a task.")] = 1,
    concurrency: Annotated[
        int, typer.Option(min=1, max=10_000, metavar="N", help="Rollouts at once.")
    ] = 16,
    limit: options.Limit = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A running server (with the environment's path, if it serves several);"
            " without it, one is started and stopped.",
            show_default=False,
        ),
    ] = None,
    output: options.OutputFile = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Play a policy over an environment's tasks and sum up the rewards."""
    import asyncio

    from ..rollout.job import jobs_of
    from ..rollout.run import run
    from ..rollout.summary import Summary
    from .progress import progress_bar

    world = one_environment(environment, config, sets)
    player, recorded = _policy(policy, world)
    rows, total = _rows(world, tasks, recorded)
    jobs = jobs_of(rows, repeats=repeats, limit=limit)
    total = None if total is None else min(total, limit or total) * repeats
    summary = Summary(repeats)
    with (
        json_lines(output) as write,
        _server(url, [environment, *_passed_on(config, sets)]) as base,
        progress_bar(total, summary) as advance,
    ):
        work = run(
            base,
            player,
            jobs,
            lambda outcome: (write(outcome.row), advance())[1],
            summary=summary,
            concurrency=concurrency,
        )
        asyncio.run(work)
    title = f"{environment}, policy {player.name}"
    print_figures(
        console_beside(output),
        f"{title} (interrupted)" if summary.interrupted else title,
        summary.figures(),
    )
    if summary.interrupted:
        raise typer.Exit(INTERRUPTED)
    if summary.valid < summary.rollouts:
        raise typer.Exit(1)
