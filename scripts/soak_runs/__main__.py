"""`scripts/soak [--sessions N] [--fresh] [--rate R] [--seconds S] [--churn N] [--json FILE]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from sallyport.core.errors import SallyportError
from scripts.benchmarks.figures import Figure
from scripts.watched.report import all_hold, figures_table, write_json
from scripts.watched.room import check_room

from .churn_soak import churn_soak
from .crowd_soak import crowd_soak

_WIDTH: Final = 110
"""Characters of a table's line; where the output is no terminal rich would take 80."""


def main(
    sessions: Annotated[int, typer.Option(min=0, help="Live at once; 0 leaves it out.")] = 2500,
    rate: Annotated[float, typer.Option(min=1, help="Calls a second while they live.")] = 500,
    seconds: Annotated[float, typer.Option(min=1, help="How long calls go in.")] = 20,
    veterans: Annotated[
        bool,
        typer.Option(
            "--veterans/--fresh",
            help="Each has a checkpoint, a killed cell, a fork and a snapshot behind it.",
        ),
    ] = True,
    churn: Annotated[
        int, typer.Option(min=0, help="Opened and closed in turn; 0 leaves it out.")
    ] = 20_000,
    json: Annotated[Path, typer.Option(metavar="FILE", help="Where the JSON goes.")] = Path(
        "soak.json"
    ),
) -> None:
    """Hold many sessions at once, then many in turn; exit 1 when a promise does not hold."""
    console = Console(width=max(_WIDTH, Console().width))
    figures: list[Figure] = []
    try:
        check_room(sessions, veterans=veterans)
        if sessions:
            figures += crowd_soak(sessions, rate, seconds, console, veterans=veterans)
            console.print(figures_table(f"{sessions:,} sessions at once", figures))
        if churn:
            churned = churn_soak(churn, console)
            console.print(figures_table("Sessions one after another", churned))
            figures += churned
    except (SallyportError, RuntimeError, ConnectionError) as error:
        typer.echo(f"sallyport: {getattr(error, 'message', error)}", err=True)
        raise typer.Exit(2)
    write_json(json, figures, {"sessions": sessions, "veterans": veterans, "churn": churn})
    if not all_hold(figures):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
