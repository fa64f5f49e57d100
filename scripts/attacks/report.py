"""Results for people (a table by class, and what deserves a name) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scripts.benchmarks.machine import description

from .result import Result, Row, Verdict, rows_of, total_of

_COLUMNS: Final[dict[Verdict, str]] = {
    "refused": "refused",
    "held": "held",
    "accepted": "listed",
    "breach": "breach",
    "not run": "not run",
}
"""What each verdict's column is called."""

_LEGEND: Final = (
    "refused: was told no. held: ran and got nothing, or was stopped. listed: passed the policy "
    "alone, for a reason that is written down; only the jail holds it."
)
_STYLES: Final[dict[Verdict, str]] = {
    "accepted": "yellow",
    "breach": "bold red",
    "not run": "yellow",
}
_MOST_NAMES: Final = 4
"""That are told of those with one reason; of breaches all are."""

_MOST: Final = 400
"""Characters of a detail; JSON holds all of it."""


def report_of(results: Sequence[Result], took_s: float) -> Iterator[RenderableType]:
    """Return what is printed, piece by piece."""
    yield _table(rows_of(results), took_s)
    yield from _named(results, "accepted", "Past the policy alone; held by the jail")
    yield from _named(results, "not run", "Not run")
    yield from _named(results, "breach", "Breaches")
    yield _verdict(results)


def write_json(path: Path, results: Sequence[Result], took_s: float) -> None:
    """Write every result, and the machine it was found on."""
    counts = dict(total_of(rows_of(results)).counts)
    body = {"machine": description(), "took_s": took_s, "counts": counts, "attacks": results}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n")


def _table(rows: Sequence[Row], took_s: float) -> Table:
    """Narrow enough for a terminal of 80 columns."""
    table = Table(
        title="Sallyport under attack",
        caption=_LEGEND,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        show_footer=True,
    )
    total = total_of(rows)
    table.add_column("layer", footer="all")
    table.add_column("class", no_wrap=True)
    table.add_column("attacks", justify="right", footer=str(total.attacks))
    for verdict, name in _COLUMNS.items():
        table.add_column(name, justify="right", footer=_cell(verdict, total.counts[verdict]))
    table.add_column("s", justify="right", footer=f"{took_s:.0f}")
    previous = ""
    for row in rows:
        if previous not in ("", row.layer):
            table.add_section()
        shown = row.layer if row.layer != previous else ""
        cells = (_cell(verdict, row.counts[verdict]) for verdict in _COLUMNS)
        table.add_row(shown, row.kind, str(row.attacks), *cells, f"{row.duration_s:.0f}")
        previous = row.layer
    return table


def _cell(verdict: Verdict, count: int) -> Text:
    if not count:
        return Text("·", style="dim")
    return Text(str(count), style=_STYLES.get(verdict, ""))


def _named(results: Iterable[Result], verdict: Verdict, title: str) -> Iterator[RenderableType]:
    """Name each attack of a verdict; those with one reason stand together."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        if result.verdict == verdict:
            name = f"{result.layer} {result.kind}.{result.name}"
            reasons.setdefault(result.detail, []).append(name)
    if not reasons:
        return
    yield Text(f"\n{title}", style="bold")
    for reason, names in reasons.items():
        told = names if verdict == "breach" else _shortened(names)
        yield Padding(Text(", ".join(told), style=_STYLES[verdict]), (0, 0, 0, 2), expand=False)
        yield Padding(Text(reason[:_MOST]), (0, 0, 0, 4), expand=False)


def _shortened(names: Sequence[str]) -> list[str]:
    more = len(names) - _MOST_NAMES
    return [*names[:_MOST_NAMES], *([f"and {more} more"] if more > 0 else [])]


def _verdict(results: Sequence[Result]) -> Text:
    breaches = sum(result.verdict == "breach" for result in results)
    ran = sum(result.verdict != "not run" for result in results)
    if breaches:
        return Text(f"\n{breaches} of {ran} attacks got through.", style="bold red")
    return Text(f"\nNone of {ran} attacks got through.", style="bold green" if ran else "yellow")
