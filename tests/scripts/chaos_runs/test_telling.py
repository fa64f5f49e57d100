"""What a run's tables show."""

from __future__ import annotations

import io

from rich.console import Console

from scripts.chaos_runs.tally import Tally
from scripts.chaos_runs.telling import tables_of, zygote_figures
from scripts.chaos_runs.troubles import TROUBLES


def test_every_fault_status_and_cause_is_in_a_table() -> None:
    tally = Tally()
    tally.kills["warden"] = 31
    tally.causes["judge_died"] = 17
    tally.leaves.update({"sound": 3, "session_lost": 2})
    tally.trouble_begins(TROUBLES[0])
    tally.trouble_told(TROUBLES[0], "timeout")
    console = Console(file=io.StringIO(), width=120)
    for table in tables_of(tally, {"restored": 23}):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    for name, count in {
        "SIGKILL of a warden": 31,
        "judge_died": 17,
        "client gone: session_lost": 2,
        "client gone in the middle of a call": 5,
        "restored": 23,
        "timeout": 1,
    }.items():
        [line] = [each for each in lines if name in each]
        assert f" {count} " in line


def test_zygotes_are_timed_once_one_was_replaced() -> None:
    tally = Tally()
    tally.kills["zygote"] = 2
    assert [figure.value for figure in zygote_figures(tally)] == [2]
    tally.zygote_s += [1.0, 3.0]
    assert [figure.value for figure in zygote_figures(tally)] == [2, 2.0, 3.0]
