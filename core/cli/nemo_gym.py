"""`sallyport nemo-gym`: a folder in which NeMo Gym finds what is served here."""

from __future__ import annotations

from pathlib import Path  # Typer reads the hints
from typing import Annotated

import typer

from . import options  # Typer reads the hints
from .settings import configuration


def nemo_gym(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where it is written.")],
    environments: options.Names = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Write a plugin root for NeMo Gym: `gym env start --search-dir DIR` then finds its servers."""
    from ..config.environments import environment_for
    from .plugin_root import write_plugin_root

    settings = configuration(environments, config, sets).settings
    served = [(each, environment_for(each)) for each in settings.environments]
    given = [] if config is None else ["--config", str(config.resolve())]
    given += [part for each in sets or () for part in ("--set", each)]
    for place in write_plugin_root(folder, served, given):
        typer.echo(f"{place}")
    names = " or ".join(each.name for each in settings.environments)
    typer.echo(f"Next: gym env start --search-dir {folder} --resources-server {names} ...")
