"""The table of answer pairs, as parameters of tests that are named by family."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import pytest

_FILES: Final = sorted(Path(__file__).parent.glob("*_pairs.toml"))
TABLE: Final[dict[str, dict[str, list[list[str]]]]] = {
    family: kinds
    for file in _FILES
    for family, kinds in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
"""Pairs by family and kind; no two files have a family of the same name."""


def pairs(kind: str) -> list[object]:
    """Every pair of a kind, of all families."""
    return [
        pytest.param(expected, answer, id=f"{family}-{kind}-{number}")
        for family, kinds in TABLE.items()
        for number, (expected, answer) in enumerate(kinds.get(kind, []), 1)
    ]
