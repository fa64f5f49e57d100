"""`sallyport top`: the live sessions of a running server, in a table that refreshes."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Final

import typer

from . import options  # Typer reads the hints
from .api_key import api_key

if TYPE_CHECKING:
    from rich.console import Console

    from .watching import Server

DEFAULT_URL: Final = "http://127.0.0.1:9001"

_SPARE_LINES: Final = 5
"""Of a terminal's height, for the title, the headings and what is left out."""


def top(
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="The running server.")
    ] = DEFAULT_URL,
    every: Annotated[
        float, typer.Option(min=0.1, max=3600, metavar="SECONDS", help="Time between two looks.")
    ] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="Print the table once and end.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Show only N sessions.", show_default=False),
    ] = None,
    environment: Annotated[
        str | None,
        typer.Option(metavar="ENV", help="Only sessions of this one.", show_default=False),
    ] = None,
    api_key_env: options.ApiKeyEnv = None,
) -> None:
    """Show a running server's live sessions: state, age, idle time, calls, memory.

    In a terminal the table refreshes until Ctrl-C; into a file or pipe it is printed once.
    """
    from .output import wide_console
    from .reaching import expect_answer
    from .watching import Server

    key = api_key(api_key_env)
    expect_answer(url, key)
    console = wide_console(sys.stdout)
    with Server(url, key, environment) as server:
        if once or not sys.stdout.isatty():
            from .watching import table

            console.print(table(server.look(limit), console.width))
            return
        _watch(console, server, every, limit)


def _watch(console: Console, server: Server, every_s: float, limit: int | None) -> None:
    from rich.live import Live

    from .watching import table

    with suppress(KeyboardInterrupt), Live(console=console, screen=True) as live:
        while True:
            room = max(1, console.height - _SPARE_LINES)
            shown = table(server.look(min(limit or room, room)), console.width)
            live.update(shown, refresh=True)
            time.sleep(every_s)
