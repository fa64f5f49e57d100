"""Figures and counts for people (tables) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from scripts.benchmarks.figures import Figure
from scripts.benchmarks.machine import description
from scripts.benchmarks.report import shown

_STYLES: Final = {"ok": "green", "over": "bold red", "": ""}


def none_of(section: str, what: str, count: float, unit: str = "") -> Figure:
    """A count that has to be 0."""
    return Figure(section=section, what=what, value=count, unit=unit, limit=0)


def told(section: str, what: str, value: float, unit: str = "") -> Figure:
    """A figure without a limit."""
    return Figure(section=section, what=what, value=value, unit=unit)


def figures_table(title: str, figures: Sequence[Figure]) -> Table:
    """Return figures beside their limits; what does not hold is red."""
    table = Table(title=title)
    for name in ("", "what"):
        table.add_column(name)
    for name in ("measured", "limit", ""):
        table.add_column(name, justify="right")
    previous = ""
    for figure in figures:
        if previous not in ("", figure.section):
            table.add_section()
        section = figure.section if figure.section != previous else ""
        limit = "" if figure.limit is None else f"{_sign(figure)} {figure.limit:g}"
        value = f"{_number(figure.value)} {figure.unit}".strip()
        style = _STYLES[figure.judgement]
        table.add_row(section, figure.what, value, limit, figure.judgement, style=style)
        previous = figure.section
    return table


def _sign(figure: Figure) -> str:
    return "≥" if figure.at_least else "≤"


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else shown(value)


def counts_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Return plain rows: words in the first column, numbers in the others."""
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(str, row))
    return table


def all_hold(figures: Sequence[Figure]) -> bool:
    """Whether no figure is over its limit."""
    return all(figure.judgement != "over" for figure in figures)


def write_json(path: Path, figures: Sequence[Figure], more: Mapping[str, Any]) -> None:
    """Write every figure with its judgement, `more`, and the machine they were taken on."""
    rows = [{**msgspec.structs.asdict(figure), "judgement": figure.judgement} for figure in figures]
    body = {"machine": description(), "holds": all_hold(figures), "figures": rows, **more}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n")
