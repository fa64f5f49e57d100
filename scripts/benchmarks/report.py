"""Figures for people (a table) and for programs (JSON)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.table import Table

from .machine import description

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .figures import Figure

_STYLES = {"ok": "green", "over": "bold red", "": ""}


def table_of(figures: Sequence[Figure]) -> Table:
    """Return the table: measured, what it may be, the one divided by the other, and whether."""
    table = Table(title="Sallyport, measured")
    for name in ("section", "what"):
        table.add_column(name)
    for name in ("measured", "limit", "goal", "of limit"):
        table.add_column(name, justify="right")
    table.add_column("")
    previous = ""
    for figure in figures:
        if previous not in ("", figure.section):
            table.add_section()
        shown = figure.section if figure.section != previous else ""
        table.add_row(shown, figure.what, *_cells(figure), style=_STYLES[figure.judgement])
        previous = figure.section
    return table


def write_json(path: Path, figures: Sequence[Figure], *, quick: bool) -> None:
    """Write every figure with its judgement, and the machine they were taken on."""
    rows = [
        {
            **msgspec.structs.asdict(figure),
            "ratio": figure.ratio,
            "judgement": figure.judgement,
            "at_goal": figure.at_goal,
        }
        for figure in figures
    ]
    body = {"machine": description(), "quick": quick, "figures": rows}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n")


def _cells(figure: Figure) -> list[str]:
    sign = "≥" if figure.at_least else "≤"
    return [
        f"{shown(figure.value)} {figure.unit}",
        "" if figure.limit is None else f"{sign} {figure.limit:g}",
        "" if figure.goal is None else f"{sign} {figure.goal:g}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        ", ".join(filter(None, [figure.judgement, "goal" if figure.at_goal else ""])),
    ]


def shown(value: float) -> str:
    """Return three significant digits, without an exponent.

    >>> shown(0.01234), shown(12345.6)
    ('0.0123', '12,346')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1
    return f"{value:.3g}" if 0 < abs(value) < 0.1 else f"{value:.{digits}f}"
