"""docs/laws.md shows a test module that runs, and every law with its promise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sallyport.verifiers.laws import LAWS, Law

PAGE = (Path(__file__).parents[3] / "docs" / "laws.md").read_text(encoding="utf-8")
MAX_LINES = 100


def example() -> dict[str, Any]:
    [text] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(text, "laws.md", "exec"), names)
    return names


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_example_passes(law: Law) -> None:
    example()["test_the_quiz_keeps_the_laws"](law)


def test_the_example_fails_for_a_verifier_that_pays_for_nothing() -> None:
    names = example()
    told: list[str] = []

    def generous(task: Any, transcript: Any, state: Any) -> Any:
        return names["Verdict"](1.0, True, "generous", "")

    names["subject"] = type(names["subject"])(
        verifier=generous, rows=names["subject"].rows, solve=names["subject"].solve
    )
    law = next(law for law in LAWS if law.name == "pays_not_for_nothing")
    try:
        names["test_the_quiz_keeps_the_laws"](law)
    except AssertionError as failure:
        told.append(str(failure))
    assert len(told) == 1
    assert "def test_pays_not_for_nothing() -> None:" in told[0]


def test_the_table_is_the_catalogue() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [(law.name, law.promise) for law in LAWS]


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= MAX_LINES
