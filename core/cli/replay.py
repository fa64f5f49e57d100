"""`sallyport replay`: play a journaled session again, and say where it first goes another way."""

from __future__ import annotations

import sys
from pathlib import Path  # Typer reads the hints
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ..errors import ConfigurationError, SallyportError
from . import options  # Typer reads the hints
from .api_key import key_headers

if TYPE_CHECKING:
    from ..rollout.replaying import Difference, Replay
    from ..rollout.stored_journal import StoredJournal

DIFFERS: Final = 1

NOT_TO_THE_END: Final = 3
"""Exit code when the journal could not be played to its end: of the rest nothing is known."""

_MAX_SHOWN: Final = 2000
"""Characters of one value that are printed."""


def replay(
    journal: Annotated[
        Path, typer.Argument(metavar="JOURNAL", help="A session's file of `serve --journal`.")
    ],
    url: options.Url = None,
    api_key_env: options.ApiKeyEnv = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
) -> None:
    """Play a session again in a fresh one, and report the first difference.

    Exit code 0: every call gave what it gave then; 1: one did not; 3: it could not be played to
    the end. Durations and addresses of objects are no differences.
    """
    from ..rollout.stored_journal import read_journal

    stored = read_journal(journal)
    try:
        played = _played(stored, url, api_key_env, config, sets)
    except ConfigurationError:
        raise
    except SallyportError as error:
        sys.stderr.write(f"sallyport: it could not be replayed: {error.message}\n")
        raise typer.Exit(NOT_TO_THE_END)
    _tell(stored, played)
    if played.difference is not None:
        raise typer.Exit(DIFFERS)
    if stored.missing:
        raise typer.Exit(NOT_TO_THE_END)


def _played(
    stored: StoredJournal,
    url: str | None,
    api_key_env: str | None,
    config: Path | None,
    sets: list[str] | None,
) -> Replay:
    from ..rollout import replaying
    from ..rollout.session_client import SessionClient
    from .playing import reached
    from .reaching import served_at
    from .rollout import key_for, repeated

    name = _own_name(stored, config)
    key = key_for(api_key_env, url, name, config, sets)
    with reached(url, key, (name, *repeated(config, sets))) as given:
        found = served_at(given, key)
        root = given if found is None else found[0]
        chosen = given.rstrip("/").removeprefix(root.rstrip("/")).strip("/") or None
        with SessionClient(root, key_headers(key)) as client:
            return replaying.replay(client, stored, replaying.served_as(client, stored, chosen))


def _own_name(stored: StoredJournal, config: Path | None) -> str:
    """What to serve: the server of the file that was recorded, or the built-in environment."""
    return stored.session.world if config is None else stored.session.environment


def _tell(stored: StoredJournal, played: Replay) -> None:
    session = stored.session
    print_ = sys.stdout.write
    print_(f"session {session.session_id} of {session.environment}, seed {session.seed}\n")
    if not session.rooted:
        print_("it began with random numbers, or a clock, of its own: it may well differ\n")
    if played.difference is not None:
        print_(described(played.difference, played.same))
        return
    print_(f"{played.same} calls, each as recorded\n")
    if stored.missing:
        print_(f"the journal is not whole: {stored.missing}; what follows was not played\n")


def described(difference: Difference, same: int) -> str:
    """Return a difference as lines of text."""
    call = difference.call
    lines = [
        f"{same} calls as recorded; call {difference.number} differs",
        f"  {call.tool} {_cut(bytes(call.arguments).decode(errors='replace'))}",
        f"  at {difference.where}{_line_number(difference)}",
        f"    recorded: {_value(difference.recorded, difference.now)}",
        f"    now:      {_value(difference.now, difference.recorded)}",
    ]
    return "\n".join(lines) + "\n"


def _line_number(difference: Difference) -> str:
    number = _first_line(difference.recorded, difference.now)
    return "" if number is None else f", line {number + 1}"


def _value(value: Any, other: Any) -> str:
    """A value; of texts of several lines only the first line that differs."""
    import msgspec

    number = _first_line(value, other)
    if number is None:
        return _cut(msgspec.json.encode(value).decode())
    lines = value.splitlines(keepends=True)
    return _cut(repr(lines[number])) if number < len(lines) else "(no such line)"


def _first_line(one: Any, other: Any) -> int | None:
    if not (isinstance(one, str) and isinstance(other, str) and "\n" in one + other):
        return None
    lines, others = one.splitlines(keepends=True), other.splitlines(keepends=True)
    same = (n for n, pair in enumerate(zip(lines, others, strict=False)) if pair[0] != pair[1])
    return next(same, min(len(lines), len(others)))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}... ({len(text)} characters)"
