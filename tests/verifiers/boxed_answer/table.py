"""The table of answer pairs, as parameters of tests that are named by family."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import pytest

TABLE: Final[dict[str, dict[str, list[list[str]]]]] = tomllib.loads(
    (Path(__file__).parent / "answer_pairs.toml").read_text(encoding="utf-8")
)


def pairs(kind: str) -> list[object]:
    """Every pair of a kind, of all families."""
    return [
        pytest.param(expected, answer, id=f"{family}-{kind}-{number}")
        for family, kinds in TABLE.items()
        for number, (expected, answer) in enumerate(kinds.get(kind, []), 1)
    ]
