"""Figures as a table and as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from scripts.benchmarks.figures import Figure
from scripts.watched.holdings import Holdings
from scripts.watched.leftovers import left, remaining
from scripts.watched.report import (
    all_hold,
    counts_table,
    figures_table,
    none_of,
    told,
    write_json,
)
from scripts.watched.server import Remains


def printed(table: object) -> str:
    console = Console(file=io.StringIO(), width=120, force_terminal=False)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_count_that_has_to_be_none_does_not_hold_when_there_is_one() -> None:
    assert all_hold([none_of("rollouts", "wrong", 0), told("rollouts", "played", 7)])
    assert not all_hold([none_of("rollouts", "wrong", 1)])


def test_the_table_shows_value_limit_and_judgement() -> None:
    lines = printed(
        figures_table("Title", [told("a", "played", 12_345), none_of("a", "wrong", 2)])
    ).splitlines()
    assert "Title" in lines[0]
    [played] = [line for line in lines if "played" in line]
    [wrong] = [line for line in lines if "wrong" in line]
    assert "12,345" in played
    assert "≤ 0" in wrong
    assert "over" in wrong


def test_counts_are_shown_row_by_row() -> None:
    text = printed(counts_table("Title", ("cause", "count"), [("judge_died", 3)]))
    assert "judge_died" in text
    assert "3" in text


def test_the_json_says_what_holds_and_where_it_was_measured(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    figures = [Figure(section="a", what="b", value=2.0, unit="s", limit=1.0)]
    write_json(file, figures, {"seed": 5})
    written = json.loads(file.read_text())
    assert (written["holds"], written["seed"]) == (False, 5)
    assert written["figures"][0]["judgement"] == "over"
    assert written["machine"]["cores"] >= 1


def test_what_is_left_has_a_figure_of_its_own_each() -> None:
    found = left("closed", Holdings(3, 5, 1, 2), Holdings(4, 5, 0, 2))
    assert [(each.what, each.value, each.judgement) for each in found] == [
        ("processes left, beyond 3", 1, "over"),
        ("descriptors left, beyond 5", 0, "ok"),
        ("files left, beyond 1", 0, "ok"),
        ("groups left, beyond 2", 0, "ok"),
    ]
    assert [each.judgement for each in remaining(Remains(files=2))] == ["ok", "over", "ok"]
