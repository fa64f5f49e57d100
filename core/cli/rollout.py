"""`sallyport rollout`: play policies against a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from . import options  # Typer reads the hints
from .api_key import api_key
from .settings import configuration, one_environment

if TYPE_CHECKING:
    from pathlib import Path

INTERRUPTED: Final = 130
"""Exit code of a program that an interrupt ended, as shells have it."""

NOT_VALID: Final = 1


_Resume = Annotated[
    bool,
    typer.Option("--resume", help="Play what is not, or not validly, in --output yet."),
]


def rollout(
    environment: options.Name,
    tasks: options.TaskFile = None,
    policy: options.PolicyName = "oracle",
    repeats: options.Repeats = 1,
    concurrency: options.Concurrency = 16,
    limit: options.Limit = None,
    url: options.Url = None,
    api_key_env: options.ApiKeyEnv = None,
    min_isolation: options.MinIsolation = None,
    output: options.OutputFile = None,
    resume: _Resume = False,
    overwrite: options.Overwrite = False,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Play a policy over an environment's tasks and sum up the rewards.

    Of a stored file, by replay:FILE, the rows of one task are its repeats.
    Writes one JSON line a rollout with --output. Exit code 1 when a rollout was not valid: it
    failed for a reason that is not the agent's, and has no reward.
    """
    from .playing import Plan, play_all

    plan = Plan(
        environment=one_environment(environment, config, sets),
        policy=policy,
        tasks=tasks,
        repeats=repeats,
        concurrency=concurrency,
        limit=limit,
        url=url,
        api_key=key_for(api_key_env, url, environment, config, sets),
        min_isolation=min_isolation,
        output=output,
        serve=(environment, *repeated(config, sets)),
        resume=resume,
        overwrite=overwrite,
    )
    summary = play_all(plan)
    if summary.interrupted:
        raise typer.Exit(INTERRUPTED)
    if summary.valid < summary.rollouts:
        raise typer.Exit(NOT_VALID)


def key_for(
    variable: str | None, url: str | None, name: str, config: Path | None, sets: list[str] | None
) -> str | None:
    """Return the key that was given; for a server of our own, one of those that it will take."""
    key = api_key(variable)
    if key is None and url is None:
        from ..app.access import configured_keys

        keys = configured_keys(configuration([name], config, sets).settings.auth)
        return keys[0] if keys else None
    return key


def repeated(config: object, sets: list[str] | None) -> list[str]:
    """Say to the server that we start what was said to us."""
    given = [] if config is None else ["--config", str(config)]
    return given + [part for each in sets or [] for part in ("--set", each)]
