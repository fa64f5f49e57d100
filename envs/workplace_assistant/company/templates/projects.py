"""Tasks on single items of the project boards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..calls import (
    add_item,
    delete_item,
    give_item,
    postpone_item,
    put_item,
    rename_item,
    transfer_item,
)
from ..clock import TODAY, workdays
from ..people import BUILDERS, person_of
from ..template import Case, Draft, case, template
from ..words import words
from ..work_items import BOARDS, STAGES

if TYPE_CHECKING:
    from ..records import WorkItem

DUE_DAYS = workdays(TODAY + timedelta(days=4), date(2023, 12, 22))
"""The days on which new and postponed items fall due."""


def new_name(d: Draft) -> str:
    """Draw a name that no item has yet."""
    return d.pick(words("work", "new_names"))


def only_earliest(items: list[WorkItem]) -> WorkItem | None:
    """Return the item that is due first, None when there is none or more than one."""
    first = min((item.due for item in items), default=None)
    found = [item for item in items if item.due == first]
    return found[0] if len(found) == 1 else None


@template(
    "project_management",
    "Create a task '{item}' for {person} on the {board} board, in the list {stage}, due on {due}.",
    "Please add '{item}' to {stage} on the {board} board. Assign it to {person}; it is due {due}",
    "{person} gets a new task: '{item}' (board {board}, list {stage}, due date {due}).",
)
def _item_create(d: Draft) -> Case | None:
    person, item, due = d.builder(), new_name(d), d.pick(DUE_DAYS)
    board, stage = d.pick(BOARDS), d.pick(STAGES[:3])
    call = add_item(item, person, stage, due, board)
    return case(call, item=item, person=d.name(person), board=board, stage=stage, due=d.day(due))


@template(
    "project_management",
    "The task '{item}' is now due on {due}. Please change the date.",
    "Postpone '{item}' to {due}",
    "Set the due date of the project task '{item}' to {due}.",
)
def _item_postpone(d: Draft) -> Case | None:
    item, due = d.pick(d.office.named_once), d.pick(DUE_DAYS)
    if due <= item.due or not item.open:
        return None
    return case(postpone_item(item, due), item=item.name, due=d.day(due))


@template(
    "project_management",
    "Rename the task '{item}' to '{name}'",
    "'{item}' on the {board} board should be called '{name}' from now on.",
    "Please change the name of the project task '{item}' into '{name}'.",
)
def _item_rename(d: Draft) -> Case | None:
    item, name = d.pick(d.office.named_once), new_name(d)
    return case(rename_item(item, name), item=item.name, board=item.board, name=name)


@template(
    "project_management",
    "Move the task '{item}' from the {board} board to the {other_board} board",
    "'{item}' landed on the wrong board. It belongs to {other_board}, not to {board}.",
    "Please put the project task '{item}' on the {other_board} board (now it is on {board}).",
)
def _item_transfer(d: Draft) -> Case | None:
    item = d.pick(d.office.named_once)
    other = d.pick([board for board in BOARDS if board != item.board])
    call = transfer_item(item, other)
    return case(call, item=item.name, board=item.board, other_board=other)


@template(
    "project_management",
    "Move the task '{item}' to {stage}",
    "'{item}' should be in the list {stage}. Please update the board.",
    "Change the list of the project task '{item}' to {stage}.",
)
def _item_put(d: Draft) -> Case | None:
    item = d.pick(d.office.named_once)
    stage = d.pick([stage for stage in STAGES if stage != item.stage])
    return case(put_item(item, stage), item=item.name, stage=stage)


@template(
    "project_management",
    "Delete the task '{item}' from the {board} board",
    "We will not do '{item}'. Please remove it from the project board {board}.",
    "The project task '{item}' ({board}) can be deleted.",
)
def _item_delete(d: Draft) -> Case | None:
    item = d.pick(d.office.named_once)
    return case(delete_item(item), item=item.name, board=item.board)


@template(
    "project_management",
    "Assign '{item}' to {person}",
    "{person} will do the task '{item}'. Please change the assignee.",
    "The project task '{item}' goes over to {person}; update the board.",
)
def _item_give(d: Draft) -> Case | None:
    item, person = d.pick(d.office.named_once), d.builder()
    if item.address == person.address:
        return None
    return case(give_item(item, person), item=item.name, person=d.name(person))


@template(
    "project_management",
    "Swap the assignees of '{item}' and '{other}'",
    "Whoever has '{item}' should take '{other}', and the other way round.",
    "Let the people who do the tasks '{item}' and '{other}' exchange them.",
)
def _items_swap(d: Draft) -> Case | None:
    item, other = d.some(d.office.named_once, 2)
    if item.address == other.address:
        return None
    calls = [give_item(item, person_of(other.address)), give_item(other, person_of(item.address))]
    return case(calls, item=item.name, other=other.name)


@template(
    "project_management",
    "Give '{item}' to {person} or {other}, whichever of them has fewer tasks that are not"
    " completed (on all boards together).",
    "Who has fewer open tasks, counting everything outside Completed on all three boards: {person}"
    " or {other}? Assign '{item}' to that one.",
    "'{item}' should go to the less busy one of {person} and {other}. Busy means: the number of"
    " their tasks on all boards that are not in Completed.",
)
def _item_give_to_less_busy(d: Draft) -> Case | None:
    item, (person, other) = d.pick(d.office.named_once), d.pair(BUILDERS)
    mine, theirs = (len(d.office.open_items_of(p)) for p in (person, other))
    if mine == theirs or item.address in {person.address, other.address}:
        return None
    call = give_item(item, person if mine < theirs else other)
    return case(call, item=item.name, person=d.name(person), other=d.name(other))


@template(
    "project_management",
    "If {person} has nothing In Progress on the {board} board, move the one of {person}'s Backlog"
    " tasks on that board that is due first to In Progress.",
    "Does {person} have any task In Progress on {board}? If not, start the Backlog task of theirs"
    " on that board with the earliest due date (put it In Progress).",
    "On the {board} board, put {person}'s most urgent Backlog task (earliest due date) In Progress,"
    " unless {person} already has a task In Progress there.",
)
def _item_start_if_idle(d: Draft) -> Case | None:
    person, board = d.builder(), d.pick(BOARDS)
    items = d.office.items_of(person, board)
    first = only_earliest([item for item in items if item.stage == "Backlog"])
    if first is None:
        return None
    busy = any(item.stage == "In Progress" for item in items)
    return case([] if busy else put_item(first, STAGES[1]), person=d.name(person), board=board)


@template(
    "project_management",
    "If '{item}' is still in Backlog, move it to In Progress; in any other list leave it.",
    "Check the task '{item}': should it be in Backlog, put it In Progress. Otherwise do nothing.",
    "Start '{item}' (list In Progress), but only if it is in the Backlog right now",
)
def _item_start_if_in_backlog(d: Draft) -> Case | None:
    item = d.pick(d.office.named_once)
    calls = [put_item(item, "In Progress")] if item.stage == "Backlog" else []
    return case(calls, item=item.name)


TEMPLATES = (
    _item_create,
    _item_postpone,
    _item_rename,
    _item_transfer,
    _item_put,
    _item_delete,
    _item_give,
    _items_swap,
    _item_give_to_less_busy,
    _item_start_if_idle,
    _item_start_if_in_backlog,
)
