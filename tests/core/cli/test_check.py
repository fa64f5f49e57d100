"""`sallyport check`: environments of every kind held to the laws, and what is printed of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from rich.progress import Progress

from sallyport.core.cli import checking
from sallyport.core.cli.app import main
from sallyport.core.errors import ConfigurationError
from sallyport.verifiers.laws import LAWS, BrokenLawError

ROOT: Final = Path(__file__).parents[3]
DISHONEST: Final = str(ROOT / "tests" / "worlds" / "dishonest.py")
STOCK_ROOM: Final = str(ROOT / "examples" / "stock_room.py")

pytestmark = pytest.mark.slow


def checked(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, dict[str, str]]:
    """Run the command; return its code, what it printed, and how each law ended."""
    code = main(["check", *arguments])
    out, err = capfd.readouterr()
    assert err == ""
    endings = dict(re.findall(r"^(\w+) +[\d,]+ +(kept|broken|skipped)", out, re.MULTILINE))
    assert list(endings) == [law.name for law in LAWS]
    return code, out, endings


@pytest.mark.parametrize(
    "arguments",
    [
        ["math_with_code"],
        ["workplace_assistant"],
        ["workplace_assistant", "--set", "match=strict"],
        ["stock_room", "--config", str(ROOT / "examples" / "stock_room.yaml")],
        [STOCK_ROOM],
        [f"{STOCK_ROOM}:stock_room", "--set", "match=strict"],
        [DISHONEST],
    ],
    ids=lambda arguments: " ".join(Path(each).name for each in arguments),
)
def test_what_ships_keeps_the_laws(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, out, endings = checked(capfd, *arguments, "--examples", "15")
    assert (code, set(endings.values()) - {"skipped"}) == (0, {"kept"}), out
    for name in ("total", "deterministic", "pays_the_solution", "same_everywhere", "sensitive"):
        assert endings[name] == "kept"
    if any("strict" in each for each in arguments):
        assert re.search(
            r"^blind_to_order +0 +skipped +rows are compared in their order", out, re.M
        )


@pytest.mark.parametrize(
    ("fault", "law"),
    [
        ("pays_for_nothing", "pays_not_for_nothing"),
        ("nan", "well_formed"),
        ("raises", "total"),
        ("changes", "pure"),
        ("hash_order", "same_everywhere"),
    ],
)
def test_a_broken_law_is_printed_as_a_test_that_fails(
    capfd: pytest.CaptureFixture[str], fault: str, law: str
) -> None:
    code, out, endings = checked(
        capfd, DISHONEST, "--set", f"fault={fault}", "--examples", "100", "--seed", "3"
    )
    assert code == 1
    assert endings[law] == "broken"
    pasted = out.partition(f"\n{law} is broken: ")[2].partition("\n")[2].partition("\n\n\n\n")[0]
    pasted = pasted[: pasted.rindex("\n    )\n") + 7]
    names: dict[str, Any] = {}
    exec(compile(pasted, "pasted", "exec"), names)
    with pytest.raises(BrokenLawError):
        names[f"test_{law}"]()


def test_verdicts_that_wait_for_an_answer_are_said_to(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, endings = checked(capfd, DISHONEST, "--set", "fault=waits", "--examples", "10")
    assert code == 0
    assert endings["pays_the_solution"] == "skipped"
    assert "each waits for an answer from outside" in out


def test_tasks_of_a_file_are_checked(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.jsonl"
    tasks.write_text(json.dumps({"answer": "1"}) + "\n" + json.dumps({"answer": "22"}) + "\n")
    arguments = (DISHONEST, "--set", "fault=no_tasks", "--examples", "10", "--tasks", str(tasks))
    code, out, endings = checked(capfd, *arguments)
    assert code == 0
    assert endings["same_everywhere"] == "kept"
    assert re.search(r"^pays_the_solution +2 +kept", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([DISHONEST, "--set", "fault=no_tasks"], "dishonest has no tasks of its own"),
        ([DISHONEST, "--set", "fault"], "--set fault: write it as KEY=VALUE"),
        ([DISHONEST, "--set", "fautl=x"], "dishonest has no option 'fautl'"),
        ([DISHONEST, "--config", str(ROOT / "examples" / "stock_room.yaml")], "but not both"),
        (["nowhere.py"], "nowhere.py is not a file"),
        (["math"], "there is no environment 'math'"),
        (["math_with_code", "--examples", "0"], "Invalid value for '--examples'"),
    ],
)
def test_a_mistake_is_one_line(
    capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["check", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


def test_a_subject_that_other_processes_cannot_make_is_the_operators_mistake() -> None:
    subject = checking.subject_of(checking.environment_at(DISHONEST, None, None), None, "1 / 0")
    with pytest.raises(ConfigurationError, match="ZeroDivisionError"):
        checking.hold_to_laws("x", subject, examples=1, seed=0)


def test_where_a_person_watches_a_bar_counts_the_examples(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen: list[tuple[str, float]] = []
    monkeypatch.setattr(
        Progress, "advance", lambda bar, task: seen.append((bar.tasks[0].description, task))
    )
    assert main(["check", DISHONEST, "--examples", "3"]) == 0
    capfd.readouterr()
    assert {name for name, _ in seen} >= {"total", "pure", "same_everywhere"}


def test_serving_does_not_load_hypothesis() -> None:
    program = (
        "import sys; import sallyport.core.cli.app, sallyport.core.app.server,"
        " sallyport.sandbox.preload, sallyport.sandbox.judging;"
        "assert not [m for m in sys.modules if m.split('.')[0] == 'hypothesis']"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
