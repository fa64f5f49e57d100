"""The vocabulary in `words.toml`, read once, with types."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Theme:
    """What mails of one kind are made of; `{topic}` in an opener stands for the subject."""

    subjects: tuple[str, ...]
    openers: tuple[str, ...]
    details: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a task asks to be sent, word for word."""

    subject: str
    body: str


@cache
def vocabulary() -> dict[str, Any]:
    """Return the whole file as it is."""
    path = Path(__file__).with_name("words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(section: str, key: str) -> tuple[str, ...]:
    """Return one list of texts, in the file's order."""
    return tuple(vocabulary()[section][key])


@cache
def themes() -> tuple[Theme, ...]:
    """Return the kinds of mail."""
    return tuple(
        Theme(
            subjects=tuple(theme["subjects"]),
            openers=tuple(theme["openers"]),
            details=tuple(theme["details"]),
            asks=tuple(theme["asks"]),
        )
        for theme in vocabulary()["themes"]
    )


@cache
def letters() -> tuple[Letter, ...]:
    """Return the mails that tasks ask to be sent."""
    return tuple(Letter(**letter) for letter in vocabulary()["messages"]["letters"])
