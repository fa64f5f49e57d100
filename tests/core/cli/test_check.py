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
CLUMSY: Final = str(ROOT / "tests" / "worlds" / "clumsy.py") + ":clumsy"
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


@pytest.mark.parametrize(
    ("fault", "why", "line"),
    [
        ("tool", "clumsy's replay raised KeyError: 'no such key'", "in add: return PRICES["),
        (
            "replay",
            "clumsy's replay raised RuntimeError: cannot replay",
            "in replay: raise Runtime",
        ),
        ("solution", "clumsy's solution raised ArithmeticError: no solution", "in solution: raise"),
        ("verifier", "raised LookupError: nothing here", "in judged: raise LookupError"),
    ],
)
def test_code_that_raises_breaks_total_and_keeps_no_law(
    capfd: pytest.CaptureFixture[str], fault: str, why: str, line: str
) -> None:
    code, out, endings = checked(capfd, CLUMSY, "--set", f"fault={fault}", "--examples", "8")
    assert (code, endings.pop("total")) == (1, "broken"), out
    assert set(endings.values()) <= {"skipped", "broken"}
    assert "50 of 50 tasks cannot be judged" in out
    for part in out.split("\ntotal is broken: "):
        assert why in part
        assert re.search(rf"clumsy\.py:\d+, {re.escape(line)}", part), part


def test_a_tool_that_raises_is_found_where_judging_plays_no_call(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code, out, endings = checked(capfd, f"{CLUMSY}_live", "--examples", "4")
    assert (code, endings["pays_the_solution"]) == (0, "kept"), out
    code, out, _ = checked(capfd, f"{CLUMSY}_live", "--set", "fault=tool", "--examples", "4")
    assert code == 1
    assert "task 1: a call of clumsy_live's world raised KeyError: 'no such key'" in out
    assert re.search(r"clumsy\.py:\d+, in add: return PRICES", out)


def test_tasks_that_cannot_be_judged_are_no_success(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, endings = checked(capfd, CLUMSY, "--set", "fault=tasks", "--examples", "8")
    assert (code, set(endings.values())) == (1, {"skipped"})
    assert "task 1: invalid_task: numbers must be a list" in out


def test_one_task_that_cannot_be_judged_is_named(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tasks = tmp_path / "tasks.jsonl"
    tasks.write_text('{"numbers": [1]}\n{"numbers": "1"}\n')
    code, out, endings = checked(capfd, CLUMSY, "--examples", "8", "--tasks", str(tasks))
    assert (code, endings["total"], endings["deterministic"]) == (1, "kept", "kept")
    assert "1 of 2 tasks cannot be judged" in out
    assert "task 2: invalid_task: numbers must be a list" in out


def test_a_tool_that_does_not_end_is_stopped(capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ("--set", "fault=sleep", "--examples", "8", "--deadline", "0.5")
    code, out, endings = checked(capfd, CLUMSY, *arguments)
    assert (code, set(endings.values())) == (1, {"skipped"})
    assert "it did not end within 0.5 s" in out
    assert re.search(r"clumsy\.py:\d+, in add: time\.sleep", out)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("none", "it returned None, not a Verdict"),
        ("pays_two", "the reward is 2.0, not from 0 to 1"),
        ("details", "cannot be written as JSON"),
        ("open_question", "its details hold 'open_question'"),
        ("model_question", "its details hold 'model_question'"),
    ],
)
def test_a_verdict_that_is_none_is_told(
    capfd: pytest.CaptureFixture[str], fault: str, why: str
) -> None:
    code, out, _ = checked(capfd, CLUMSY, "--set", f"fault={fault}", "--examples", "8")
    assert code == 1
    assert why in out


def test_verdicts_that_wait_for_an_answer_are_said_to(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, endings = checked(capfd, DISHONEST, "--set", "fault=waits", "--examples", "10")
    assert code == 0
    assert endings["pays_the_solution"] == "skipped"
    assert "or waits for an answer from outside" in out


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
        ([f"{CLUMSY}_misnamed"], "There is no verifier 'clumsi'; did you mean 'clumsy'"),
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
    world = checking.environment_at(DISHONEST, None, None)
    subject = checking.subject_of(world, None, "1 / 0")
    with pytest.raises(ConfigurationError, match="ZeroDivisionError"):
        checking.hold_to_laws("x", world, subject, examples=1, seed=0)


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
