from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from scripts.benchmarks.figures import Figure
from scripts.benchmarks.report import shown, table_of, write_json

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = [
    Figure(section="http", what="no-op", value=0.1234, unit="ms"),
    Figure(section="math", what="calls", value=2.5, unit="x", limit=2.0, goal=1.5),
    Figure(section="math", what="rate", value=700, unit="/s", limit=100, goal=600, at_least=True),
]


def test_the_table_shows_each_figure_with_its_limit_and_judgement() -> None:
    text = io.StringIO()
    Console(file=text, width=100).print(table_of(FIGURES))
    lines = text.getvalue().splitlines()
    [calls] = [line for line in lines if "calls" in line]
    [rate] = [line for line in lines if "rate" in line]
    for cell in ("math", "2.50 x", "≤ 2", "≤ 1.5", "1.25", "over"):
        assert cell in calls
    for cell in ("700 /s", "≥ 100", "≥ 600", "7.00", "ok, goal"):
        assert cell in rate


def test_a_goal_without_a_limit_is_shown_alone() -> None:
    reached = Figure(section="s", what="w", value=1, unit="ms", goal=2)
    text = io.StringIO()
    Console(file=text, width=100).print(table_of([reached]))
    assert " goal " in text.getvalue()
    assert ", goal" not in text.getvalue()


def test_the_file_holds_every_figure_and_the_machine(tmp_path: Path) -> None:
    write_json(tmp_path / "bench.json", FIGURES, quick=True)
    written = json.loads((tmp_path / "bench.json").read_text())
    assert written["quick"] is True
    assert written["machine"]["cores"] >= 1
    judgements = [(row["what"], row["judgement"], row["at_goal"]) for row in written["figures"]]
    assert judgements == [("no-op", "", False), ("calls", "over", False), ("rate", "ok", True)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.000"), (0.01234, "0.0123"), (0.1234, "0.123"), (2.5, "2.50"), (45.67, "45.7")],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert shown(value) == text


def test_large_numbers_are_grouped() -> None:
    assert shown(12345.6) == "12,346"
