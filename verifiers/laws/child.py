"""The other process of `elsewhere`: makes the subject, then judges a case a line.

Whatever the subject prints goes to standard error: standard output holds the outcomes.
"""

from __future__ import annotations

import contextlib
import locale
import os
import sys
from typing import IO, TYPE_CHECKING, Any

import msgspec

from .case import Case
from .outcome import outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .subject import Subject


def serve(lines: IO[bytes], out: IO[bytes]) -> None:
    """Answer every line until there are no more; the first is the source."""
    subject: Subject | None = None
    for line in lines:
        if subject is None:
            subject, answer = _made(msgspec.json.decode(line, type=str))
        else:
            answer = outcome_of(subject, msgspec.json.decode(line, type=Case)).told()
        out.write(msgspec.json.encode(answer) + b"\n")
        out.flush()


def _made(source: str) -> tuple[Any, str]:
    """Run the source; return the subject and "", or None and why there is none."""
    names: dict[str, Any] = {}
    try:
        exec(source, names)  # noqa: S102  # the lines of whoever holds a verifier to the laws
        return names["subject"], ""
    # Those lines may raise anything, and it is told to whoever wrote them.
    except Exception as error:  # noqa: BLE001
        return None, f"{type(error).__name__}: {error}"


@contextlib.contextmanager
def _own_output() -> Iterator[IO[bytes]]:
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        yield out


def main() -> None:
    """Serve standard input, in the locale that the environment asks for where it is installed."""
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    with _own_output() as out:
        serve(sys.stdin.buffer, out)
