"""The tasks on the three project boards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .clock import workdays
from .dice import dice, shuffled_ids, weighted
from .people import BUILDERS, Person
from .records import WorkItem
from .words import vocabulary

if TYPE_CHECKING:
    from random import Random

BOARDS = ("Back end", "Front end", "Design")
STAGE_WEIGHTS = {"Backlog": 42, "In Progress": 18, "In Review": 17, "Completed": 23}
STAGES = tuple(STAGE_WEIGHTS)
PER_BOARD = 112
ONLY_ONCE = 84
"""So many of a board's tasks have a name of their own; the others share some of these names."""

DUE_DAYS = workdays(date(2023, 11, 13), date(2023, 12, 20))


def generate_work_items() -> list[WorkItem]:
    """Return all items in random order; everyone in BUILDERS has some."""
    rng = dice("work items")
    ids = shuffled_ids(rng, PER_BOARD * len(BOARDS))
    items = [_item(rng, ids.pop(), board, name) for board in BOARDS for name in _names(rng, board)]
    rng.shuffle(items)
    return items


def _names(rng: Random, board: str) -> list[str]:
    parts = vocabulary()["boards"][board]
    every = [f"{verb} {thing}" for verb in parts["verbs"] for thing in parts["objects"]]
    unique = rng.sample(every, ONLY_ONCE)
    return unique + [rng.choice(unique[:30]) for _ in range(PER_BOARD - ONLY_ONCE)]


def _item(rng: Random, id_: str, board: str, name: str) -> WorkItem:
    stage = weighted(rng, STAGE_WEIGHTS)
    due = rng.choice(DUE_DAYS)
    return WorkItem(id_, name, _assignee(rng, board).address, stage, due, board)


def _assignee(rng: Random, board: str) -> Person:
    """Draw a person; most have a board on which they do the larger part of their work."""
    home = BUILDERS[BOARDS.index(board) :: len(BOARDS)]
    return rng.choice(home) if rng.random() < 0.7 else rng.choice(BUILDERS)
