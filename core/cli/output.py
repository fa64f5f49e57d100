"""Where commands write: JSON lines to a file or standard output, tables beside them."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rich.console import Console

STDOUT: Final = "-"

UNBROKEN_COLUMNS: Final = 1000
"""Width of a table in a file or pipe: what reads it there wants one line a row."""


@contextlib.contextmanager
def json_lines(output: str | None) -> Iterator[Callable[[Any], None]]:
    """Yield a function that writes one value as one line, flushed, so that an end loses nothing.

    `output` is a path, `-` for standard output, or None for nowhere. Raises ConfigurationError
    when the file cannot be opened.
    """
    from ..rollout.jsonl import encode

    with _opened(output) as file:

        def write(value: Any) -> None:
            if file is not None:
                file.write(encode(value) + b"\n")
                file.flush()

        yield write


@contextlib.contextmanager
def _opened(output: str | None) -> Iterator[BinaryIO | None]:
    if output is None:
        yield None
    elif output == STDOUT:
        yield sys.stdout.buffer
    else:
        try:
            file = Path(output).open("wb")  # noqa: SIM115  # entered below
        except OSError as error:
            raise ConfigurationError(f"{output}: cannot be written: {error.strerror or error}")
        with file:
            yield file


def console_beside(output: str | None) -> Console:
    """Return the console for tables: standard output, unless the lines go there."""
    return wide_console(sys.stderr if output == STDOUT else sys.stdout)


def wide_console(stream: TextIO) -> Console:
    """Return a console as wide as the terminal, or wide enough for any line where there is none."""
    from rich.console import Console

    width = None if stream.isatty() else UNBROKEN_COLUMNS
    return Console(file=stream, highlight=False, width=width)


def print_figures(
    console: Console, title: str, figures: Mapping[str, Any], examples: Sequence[str] = ()
) -> None:
    """Print named figures as a table, one a line, and below it an example of each cause."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, box=None, padding=(0, 2), pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, figure in figures.items():
        table.add_row(Text(name), _shown(figure))
    console.print(Text(title, "bold"))
    console.print(table)
    for example in examples:
        console.print(Text(example), soft_wrap=True)


def _shown(figure: Any) -> str:
    if figure is None:
        return "none"
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)
