"""`scripts/attack [LAYER]... [--class NAME]... [--json FILE] [--python PATH]`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from sallyport.core.errors import SallyportError

from . import kernel, policy, service
from .report import report_of, write_json
from .result import Result

_LAYERS: Final = {module.LAYER: module for module in (kernel, policy, service)}

_WIDTH: Final = 100
"""Characters of a line where the output is no terminal; rich would take 80."""


def main(
    layers: Annotated[
        list[str] | None, typer.Argument(metavar="[LAYER]...", help=f"Of {', '.join(_LAYERS)}.")
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="NAME", help="Only this class; may be repeated."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every result there.")
    ] = None,
    python: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Another Python, with the requirements installed."),
    ] = None,
) -> None:
    """Attack the jail, the language policy and a running service.

    Exits 1 on a breach, 2 when it could not go on.
    """
    if python is not None:
        _go_on_with(python)
    chosen = _chosen(layers or list(_LAYERS), kinds or [])
    console = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH)
    begun = time.monotonic()
    results: list[Result] = []
    failure = _collect(chosen, console, results)
    took_s = time.monotonic() - begun
    for piece in report_of(results, took_s):
        console.print(piece)
    if json is not None:
        write_json(json, results, took_s)
    if failure:
        typer.echo(f"sallyport: {failure}", err=True)
    if any(result.verdict == "breach" for result in results):
        raise typer.Exit(1)
    if failure:
        raise typer.Exit(2)


def _go_on_with(python: Path) -> None:
    """Start over as another Python, which sees the same arguments but this one."""
    arguments = sys.argv[1:]
    at = next(n for n, each in enumerate(arguments) if each.partition("=")[0] == "--python")
    del arguments[at : at + (1 if "=" in arguments[at] else 2)]
    # Nothing is open or running yet that would be lost.
    os.execv(python, [str(python), "-m", __package__, *arguments])


def _chosen(layers: list[str], kinds: list[str]) -> list[tuple[str, str]]:
    """Return what is asked for as (layer, class). Raises BadParameter for what there is not."""
    for name in layers:
        if name not in _LAYERS:
            raise typer.BadParameter(f"no layer {name!r}; there are {', '.join(_LAYERS)}")
    every = [(name, kind) for name in layers for kind in _LAYERS[name].classes()]
    for kind in kinds:
        if kind not in {each for _, each in every}:
            known = ", ".join(each for _, each in every)
            raise typer.BadParameter(f"no class {kind!r}; there are {known}")
    return [(name, kind) for name, kind in every if not kinds or kind in kinds]


def _collect(chosen: list[tuple[str, str]], console: Console, results: list[Result]) -> str:
    """Make the attacks of each class into `results`; return why it could not go on, if so."""
    try:
        # Refreshed by hand: a thread of the display's would be in the way of forks.
        with Live(console=console, auto_refresh=False, transient=True) as live:
            for name, kind in chosen:
                live.update(Text(f"{name}: {kind.replace('_', ' ')} ...", "dim"), refresh=True)
                results += _LAYERS[name].run(kind)
    except SallyportError as error:
        return error.message
    finally:
        service.close()
    return ""


if __name__ == "__main__":
    typer.run(main)
