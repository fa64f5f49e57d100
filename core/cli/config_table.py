"""The configuration as a table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec
from rich.table import Table
from rich.text import Text

from .output import wide_console

if TYPE_CHECKING:
    from ..config import Configuration


def print_listing(resolved: Configuration) -> None:
    """Print key, value and source of every setting; defaults are dim."""
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    table.add_column("setting", style="bold", no_wrap=True)
    table.add_column("value", overflow="fold")
    table.add_column("source", overflow="fold")
    for each in resolved.listing:
        style = "dim" if each.origin.layer == "default" else "green"
        table.add_row(each.key, Text(_shown(each.value)), Text(str(each.origin), style))
    console = wide_console(sys.stdout)
    console.print(table)
    for name in resolved.ignored:
        console.print(Text(f"not served: {name} (no resources server)", "dim"))
    for said in resolved.without_effect:
        console.print(Text(f"without effect: {said}", "dim"))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
