from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from scripts.attacks.report import report_of, write_json
from scripts.attacks.result import Result

HELD = [
    Result("kernel", "kernel_surface", "chroot", "refused"),
    Result("policy", "dunder_traversal", "frame", "accepted", "numpy's C code asks for it"),
    *(Result("service", "copies", f"n{n}", "not run", "needs namespaces") for n in range(9)),
]
BREACHES = [Result("service", "copies", f"b{n}", "breach", "a canary " * 99) for n in range(6)]


def shown(results: list[Result], width: int) -> str:
    text = io.StringIO()
    console = Console(file=text, width=width)
    for piece in report_of(results, 12.3):
        console.print(piece)
    return text.getvalue()


@pytest.mark.parametrize("width", [80, 100])
def test_the_report_fits_its_terminal_with_no_word_cut(width: int) -> None:
    text = shown([*HELD, *BREACHES], width)
    assert all(len(line) <= width for line in text.splitlines())
    header = next(line for line in text.splitlines() if line.startswith("layer"))
    assert header.split() == [
        "layer",
        "class",
        "attacks",
        "refused",
        "held",
        "listed",
        "breach",
        "not",
        "run",
        "s",
    ]
    assert "dunder_traversal" in text
    assert "…" not in text


def test_every_breach_is_named_and_so_is_what_passed_the_policy() -> None:
    text = shown([*HELD, *BREACHES], 100)
    assert all(f"service copies.b{n}" in text for n in range(6))
    assert "policy dunder_traversal.frame" in text
    assert "numpy's C code asks for it" in text
    assert "6 of 8 attacks got through." in text


def test_what_did_not_run_is_told_with_its_reason_once() -> None:
    text = shown(HELD, 100)
    assert text.count("needs namespaces") == 1
    assert "and 5 more" in text
    assert "None of 2 attacks got through." in text


def test_the_file_holds_every_attack_and_the_machine(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", HELD, 12.3)
    written = json.loads((tmp_path / "a.json").read_text())
    assert len(written["attacks"]) == len(HELD)
    assert written["attacks"][1]["detail"] == "numpy's C code asks for it"
    assert written["counts"] == {"refused": 1, "accepted": 1, "not run": 9}
    assert written["machine"]["python"]
