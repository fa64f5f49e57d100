"""`scripts/bench [SECTION]... [--quick] [--json FILE] [--check]`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final, cast

import typer
from rich.console import Console

from sallyport.core.errors import SallyportError

from .figures import Figure
from .report import table_of, write_json
from .samples import FULL, QUICK, Effort

_WIDTH: Final = 120
"""Characters of a table's line; where the output is no terminal rich would take 80."""

SECTIONS: Final = {
    "http": ("throughput",),
    "math": ("math_calls", "thinking", "math_sleepers", "math_rollouts"),
    "workplace": ("workplace_calls", "workplace_rollouts"),
    "verify": ("boxed_answers", "state_matches", "symbolic_answers"),
    "memory": ("session_memory",),
    "workers": ("worker_making",),
    "sandbox": ("program_speed", "cpu_loops", "policy_compile"),
}
"""Each section's measurements: modules of this package with a `measure(effort)`."""


def main(
    sections: Annotated[
        list[str] | None, typer.Argument(metavar="[SECTION]...", help=f"Of {', '.join(SECTIONS)}.")
    ] = None,
    quick: Annotated[bool, typer.Option(help="Fewer samples: rougher, in a fraction.")] = False,
    json: Annotated[Path, typer.Option(metavar="FILE", help="Where the JSON goes.")] = Path(
        "bench.json"
    ),
    check: Annotated[bool, typer.Option(help="Exit 1 when a limit does not hold.")] = False,
) -> None:
    """Measure the service and its sandbox against their limits."""
    console = Console(width=max(_WIDTH, Console().width))
    unknown = [name for name in sections or () if name not in SECTIONS]
    if unknown:
        raise typer.BadParameter(f"no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    figures: list[Figure] = []
    for name in sections or SECTIONS:
        for module in SECTIONS[name]:
            with console.status(f"{name}: {module.replace('_', ' ')}"):
                figures += _measured(module, QUICK if quick else FULL)
    console.print(table_of(figures))
    write_json(json, figures, quick=quick)
    if check and any(figure.judgement == "over" for figure in figures):
        raise typer.Exit(1)


def _measured(module: str, effort: Effort) -> list[Figure]:
    # Late: one section must not pay for, or fail with, what only another imports.
    measure = import_module(f".{module}", __package__).measure
    try:
        return cast(Callable[[Effort], list[Figure]], measure)(effort)
    except SallyportError as error:
        typer.echo(f"sallyport: {error.message}", err=True)
        raise typer.Exit(2)


if __name__ == "__main__":
    typer.run(main)
