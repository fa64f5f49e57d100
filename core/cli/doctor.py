"""`sallyport doctor`: what isolation this machine gives, and how to get what is missing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from .output import wide_console

if TYPE_CHECKING:
    from ...sandbox.jail import Support

WEAK = 1
"""Exit code when the default isolation level cannot be had here."""


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Try every isolation level on this machine; exit code 1 when the default cannot be had."""
    import msgspec

    from ...sandbox.jail import Cgroups, detect
    from ..settings import IsolationSettings

    groups = Cgroups()
    try:
        support = detect(groups.missing.items())
    finally:
        groups.close()
    if json:
        shown = {"level": support.level, **msgspec.to_builtins(support)}
        sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
    else:
        _print_table(support)
    required = IsolationSettings().require
    if support.missing(required):
        sys.stderr.write(f"sallyport: {support.missing(required)}\n")
        raise typer.Exit(WEAK)


def _print_table(support: Support) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("what", "here", "found", "remedy"):
        table.add_column(heading)
    for kind, entries in (("level", support.levels), ("", support.mechanisms)):
        for entry in entries:
            found = Text("yes", "green") if entry.available else Text("no", "red")
            table.add_row(f"{kind} {entry.name}".strip(), found, entry.detail, entry.remedy)
    console = wide_console(sys.stdout)
    console.print(Text.assemble("isolation here: ", (support.level, "bold")))
    console.print(table)
