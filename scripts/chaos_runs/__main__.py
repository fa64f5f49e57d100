"""`scripts/chaos [--minutes M] [--seed N] [--json FILE]`."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from sallyport.core.errors import SallyportError
from scripts.watched.report import all_hold, figures_table, write_json
from scripts.watched.room import check_room

from .storm import Storm

_WIDTH: Final = 110
"""Characters of a table's line; where the output is no terminal rich would take 80."""

_WORKERS: Final = 200
"""At most: sessions at once, those of leavers, warm ones, judges."""


def main(
    minutes: Annotated[float, typer.Option(min=0.05, help="How long faults are made.")] = 5.0,
    seed: Annotated[int | None, typer.Option(help="Draws rollouts, troubles and victims.")] = None,
    json: Annotated[Path, typer.Option(metavar="FILE", help="Where the JSON goes.")] = Path(
        "chaos.json"
    ),
) -> None:
    """Play rollouts while everything around them breaks; exit 1 when a promise does not hold."""
    console = Console(width=max(_WIDTH, Console().width))
    chosen = random.randrange(2**31) if seed is None else seed
    storm = Storm(chosen)
    try:
        check_room(_WORKERS)
        storm.run(60 * minutes, console)
    except SallyportError as error:
        typer.echo(f"sallyport: {error.message}", err=True)
        raise typer.Exit(2)
    figures = storm.figures()
    title = f"Chaos for {minutes:g} minutes, seed {chosen}"
    console.print(figures_table(title, figures))
    for table in storm.tables():
        console.print(table)
    write_json(json, figures, {"minutes": minutes, "seed": chosen, **storm.as_json()})
    if not all_hold(figures):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
