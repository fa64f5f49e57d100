"""The pages under docs/ (and README, CHANGELOG) name nothing that is not there."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
DECISIONS: Final = sorted(ROOT.glob("docs/decisions/*.md"))

MAX_DECISION_LINES: Final = 40

_SPAN: Final = re.compile(r"`([^`\n]+)`")
_FENCED: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PATH: Final = re.compile(
    r"(?:core|sandbox|envs|verifiers|tests|scripts|docs|examples|requirements|sallyport|\.ci)"
    r"/[\w./*-]*\Z"
)
_MEASURED: Final = re.compile("`scripts/(bench|chaos|soak)")
_TEST: Final = re.compile(r"(tests/[\w/]+\.py)::(\w+)\Z")


def _spans(page: Path) -> list[str]:
    """Return what stands in backquotes, outside of fenced blocks."""
    return _SPAN.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))


def _functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    for span in _spans(page):
        if _PATH.match(span):
            assert list(ROOT.glob(span.rstrip("/"))), span
        elif span.startswith("test_") and span.endswith(".py"):
            assert list(ROOT.glob(f"tests/**/{span}")), span


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_exists(page: Path) -> None:
    for span in _spans(page):
        found = _TEST.match(span)
        if found:
            assert found[2] in _functions(ROOT / found[1]), span


def test_every_guarantee_is_held_or_pending() -> None:
    lines = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    promises = [row for row in rows if row[-1] != "held by"]
    assert len(promises) > 40
    for row in promises:
        held = row[-1]
        assert "pending" in held or "::" in held or _MEASURED.search(held), row


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_is_short_and_says_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_DECISION_LINES
    assert text.startswith(f"# {int(page.name[:4])}. ")
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text
