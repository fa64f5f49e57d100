"""Other processes that judge: what they are told, and what becomes of those that cannot."""

from __future__ import annotations

import io
import json
import locale
import os
from typing import Any

import pytest

from sallyport.verifiers.laws import Case, hold, law
from sallyport.verifiers.laws import child as children
from sallyport.verifiers.laws.elsewhere import SURROUNDINGS, ChildError
from tests.verifiers.laws import quiz

RIGHT = {"row": quiz.QUESTIONS[0], "items": [{"type": "message", "content": "8"}], "state": None}


def served(*lines: Any) -> list[Any]:
    out = io.BytesIO()
    text = "".join(json.dumps(line) + "\n" for line in lines)
    children.serve(io.BytesIO(text.encode()), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_child_makes_the_subject_and_answers_with_outcomes() -> None:
    made, verdict, refused = served(quiz.subject.source, RIGHT, {"row": {}})
    assert made == ""
    assert json.loads(verdict)["reward"] == 1.0
    assert refused == "raised InvalidTaskError"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import nowhere_at_all", "ModuleNotFoundError"),
        ("x = 1", "KeyError: 'subject'"),
        ("1 +", "SyntaxError"),
    ],
)
def test_a_child_that_cannot_make_the_subject_says_why(source: str, why: str) -> None:
    [told] = served(source)
    assert why in told


def test_the_childs_own_output_holds_outcomes_and_nothing_that_is_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = json.dumps(f"print('hello')\n{quiz.subject.source}") + "\n" + json.dumps(RIGHT) + "\n"
    stdin = io.TextIOWrapper(io.BytesIO(lines.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    saved, spoken = os.dup(1), locale.setlocale(locale.LC_ALL)
    try:
        children.main()
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        locale.setlocale(locale.LC_ALL, spoken)
    answers = [json.loads(line) for line in capfd.readouterr().out.splitlines() if line[:1] == '"']
    assert answers[0] == ""
    assert json.loads(answers[1])["reward"] == 1.0


def test_no_two_children_have_the_same_hash_seed_locale_or_zone() -> None:
    for name in ("PYTHONHASHSEED", "LC_ALL", "TZ"):
        assert len({each.get(name) for each in SURROUNDINGS}) == len(SURROUNDINGS)
    assert all({"PYTHONHASHSEED", "LC_ALL"} <= each.keys() for each in SURROUNDINGS)


@pytest.mark.slow
def test_a_source_that_does_not_work_is_told() -> None:
    with pytest.raises(ChildError, match="cannot make the subject: ZeroDivisionError"):
        hold(quiz.quiz_with(quiz.quiz, source="1 / 0"), law("same_everywhere"))


@pytest.mark.slow
def test_a_child_that_ends_is_told() -> None:
    subject = quiz.quiz_with(quiz.quiz, source="import os\nos._exit(3)")
    with pytest.raises(ChildError, match="ended before it had"):
        hold(subject, law("same_everywhere"))


@pytest.mark.slow
def test_what_a_subject_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    source = f"print('hello')\nimport os\nos.write(1, b'raw')\n{quiz.subject.source}"
    subject = quiz.quiz_with(quiz.quiz, source=source)
    assert law("same_everywhere").check(subject, Case(quiz.QUESTIONS[0])) is True
    out, err = capfd.readouterr()
    assert out == ""
    assert "raw" in err
