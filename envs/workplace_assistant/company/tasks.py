"""The tasks that ship with the company: every template drawn until it has given its share.

TEMPLATES ─ draw, draw, ... ─▶ cases: ACTING with something to do, at most IDLE without
└▶ wordings in turn ─▶ rows, numbered in order
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .dice import dice
from .tables import company_office
from .template import Case, Draft, Template
from .templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from .office import Office

TaskRow: TypeAlias = dict[str, Any]
"""A task row of the rollout protocol, without the model's input."""

ACTING = 7
"""Tasks per template in which something is to be done."""

IDLE = 3
"""Tasks per template at most whose condition is false: there are few of them, as in an office."""

MOST_DRAWS = 3000
"""Draws after which a template is taken to be broken: the worst needs under a tenth of it."""


@cache
def company_tasks() -> tuple[TaskRow, ...]:
    """Return every task row; the same objects at every call: do not change them.

    Keys: `id`, `category`, `environment_name`, `template`, `question`, `ground_truth` (the calls
    that lead to the right end state: `name`, and `arguments` as JSON text) and `do_nothing`.
    """
    office = company_office()
    drawn = [(t, q, c) for t in TEMPLATES for q, c in _questions(t, office)]
    return tuple(_row(number, *task) for number, task in enumerate(drawn))


def _questions(template: Template, office: Office) -> Iterator[tuple[str, Case]]:
    for number, found in enumerate(_cases(template, office, dice(f"task {template.name}"))):
        wording = template.wordings[number % len(template.wordings)]
        yield _tidied(wording.format_map(found.slots)), found


def _tidied(question: str) -> str:
    """Drop the full stop after a quoted sentence that ends with one already."""
    for mark in ".?":
        question = question.replace(f"{mark}'.", f"{mark}'")
    return question


def _cases(template: Template, office: Office, rng: Random) -> list[Case]:
    """Draw until ACTING cases have something to do, keeping up to IDLE others on the way."""
    draft = Draft(office, rng)
    acting: list[Case] = []
    idle: list[Case] = []
    for _ in range(MOST_DRAWS):
        found = template.draw(draft)
        if found is None:
            continue
        pile, most = (acting, ACTING) if found.calls else (idle, IDLE)
        if len(pile) < most and all(found.slots != other.slots for other in pile):
            pile.append(found)
        if len(acting) == ACTING:
            return _mixed(rng, acting + idle)
    raise AssertionError(f"the template {template.name} gave only {len(acting)} tasks")


def _mixed(rng: Random, cases: list[Case]) -> list[Case]:
    rng.shuffle(cases)
    return cases


def _row(number: int, template: Template, question: str, found: Case) -> TaskRow:
    return {
        "id": number,
        "category": f"workplace_assistant_{template.domain}",
        "environment_name": "workplace_assistant",
        "template": template.name,
        "question": question,
        "ground_truth": [{"name": c.name, "arguments": c.arguments} for c in found.calls],
        "do_nothing": not found.calls,
    }
