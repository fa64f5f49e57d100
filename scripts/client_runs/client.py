"""A client as the table has it: what it is, what it needs, how it is played.

CLIENT = Client(name, versions, pins, play)         one in each module of CLIENTS
play(Place) ─▶ Played, ...                          a row of the table each
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Pins(NamedTuple):
    """What an environment is made of.

    `packages` are installed with what they need, `bare` ones alone and whatever Python they ask
    for: packages that ask for a later patch of Python than any machine here has, or for far more
    than the part of them that is played.
    """

    python: str
    packages: tuple[str, ...]
    bare: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a client is played: its environment's Python, and a folder for what it writes."""

    python: Path
    folder: Path


class Played(NamedTuple):
    """One thing that was played: how many times, how many came out as expected; notes on others."""

    what: str
    times: int
    as_expected: int
    notes: tuple[str, ...] = ()


class Client(NamedTuple):
    """A client: `version` is what its pins install."""

    name: str
    version: str
    pins: Pins
    play: Callable[[Place], Iterable[Played]]
