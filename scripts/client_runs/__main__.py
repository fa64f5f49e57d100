"""`scripts/clients [NAME...] [--folder DIR] [--json FILE]`."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from sallyport.core.errors import SallyportError

from .client import Client, Place, Played
from .places import python_of

CLIENTS: Final = (
    "nemo_gym_07",
    "nemo_gym_05",
    "nemo_gym_sessions",
    "verifiers_taskset",
    "side_by_side",
)
"""The modules that hold a CLIENT, in the order of the table."""

_MAX_NOTES: Final = 10
"""Of one row of the table: what goes wrong often goes wrong the same way."""

_WIDTH: Final = 110
"""Characters of a table's line; where the output is no terminal rich would take 80."""


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which: {', '.join(CLIENTS)}.", show_default="all")
    ] = None,
    folder: Annotated[
        Path, typer.Option(help="Where their virtual environments are kept; gigabytes.")
    ] = Path(".clients"),
    out: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Where JSON goes.")
    ] = None,
) -> None:
    """Play real clients against a service of this checkout; exit 1 when one is not as expected."""
    console = Console(width=max(_WIDTH, Console().width))
    unknown = [name for name in names or () if name not in CLIENTS]
    if unknown:
        typer.echo(f"sallyport: there is no client {unknown[0]!r}; {', '.join(CLIENTS)}", err=True)
        raise typer.Exit(2)
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[Client, Played]] = []
    for name in names or CLIENTS:
        client: Client = import_module(f"{__package__}.{name}").CLIENT
        console.print(f"{client.name} {client.version} ...", style="dim")
        with tempfile.TemporaryDirectory() as scratch:
            try:
                python = python_of(client.pins, name, folder.resolve())
                rows += [(client, each) for each in client.play(Place(python, Path(scratch)))]
            except SallyportError as error:
                rows.append((client, Played("(not played)", 1, 0, (error.message,))))
    table = Table("client", "version", "played", "times", "as expected")
    for client, each in rows:
        style = "" if each.times == each.as_expected else "bold red"
        counts = (str(each.times), str(each.as_expected))
        table.add_row(client.name, client.version, each.what, *counts, style=style)
    console.print(table)
    for each in [each for _, each in rows]:
        for note in each.notes[:_MAX_NOTES]:
            console.print(f"  {note}", markup=False)
    if out is not None:
        told = [{"client": c.name, "version": c.version, **each._asdict()} for c, each in rows]
        date = datetime.now(UTC).date().isoformat()
        out.write_text(json.dumps({"date": date, "played": told}, indent=1) + "\n")
    if any(each.times != each.as_expected for _, each in rows):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
