"""Tasks on several items of the project boards at once."""

from __future__ import annotations

from datetime import date, timedelta

from ..calls import add_item, delete_item, give_item, postpone_item, put_item
from ..clock import TODAY, workdays
from ..people import BUILDERS
from ..template import Case, Draft, case, template
from ..work_items import BOARDS, STAGES
from .projects import DUE_DAYS, new_name, only_earliest

LARGEST_PILE = 8
"""Items to handle in one task at most."""


@template(
    "project_management",
    "Move {person}'s overdue tasks on the {board} board to Backlog. Overdue are those due before"
    " today that are not Completed.",
    "Everything of {person} on {board} that was due before today and is not Completed should be in"
    " Backlog. Please move what is not there.",
    "Put back into the Backlog what {person} is late with on the {board} board (due date before"
    " today, not Completed)",
)
def _items_overdue_to_backlog(d: Draft) -> Case | None:
    person, board = d.builder(), d.pick(BOARDS)
    late = [i for i in d.office.overdue_items_of(person, board) if i.stage != "Backlog"]
    if not late:
        return None
    return case([put_item(i, "Backlog") for i in late], person=d.name(person), board=board)


@template(
    "project_management",
    "Reassign all tasks of {person} on the {board} board that are not Completed to {other}.",
    "{other} takes over {person}'s unfinished work on {board}: everything outside Completed.",
    "{person} leaves the {board} board. Please give {other} all of {person}'s tasks there, but not"
    " the ones in Completed.",
)
def _items_hand_over(d: Draft) -> Case | None:
    (person, other), board = d.pair(BUILDERS), d.pick(BOARDS)
    items = d.office.open_items_of(person, board)
    if not 0 < len(items) <= LARGEST_PILE:
        return None
    calls = [give_item(item, other) for item in items]
    return case(calls, person=d.name(person), other=d.name(other), board=board)


@template(
    "project_management",
    "Assign every task of {person} that is in the list {stage} (on any board) to {other}",
    "{other} helps {person} out: all of {person}'s tasks in {stage}, whatever the board, go to"
    " {other}.",
    "Please hand {person}'s {stage} tasks from all boards over to {other}.",
)
def _items_hand_over_list(d: Draft) -> Case | None:
    (person, other), stage = d.pair(BUILDERS), d.pick(STAGES[:3])
    items = [item for item in d.office.items_of(person) if item.stage == stage]
    if not 0 < len(items) <= LARGEST_PILE:
        return None
    calls = [give_item(item, other) for item in items]
    return case(calls, person=d.name(person), other=d.name(other), stage=stage)


@template(
    "project_management",
    "All of {person}'s tasks that are In Review have been accepted. Move them to Completed.",
    "{person} is done with everything in In Review (all boards); please put it into Completed.",
    "Please complete what {person} has In Review, on whichever board it is",
)
def _items_accept(d: Draft) -> Case | None:
    person = d.builder()
    items = [item for item in d.office.items_of(person) if item.stage == "In Review"]
    return case([put_item(i, "Completed") for i in items], person=d.name(person)) if items else None


@template(
    "project_management",
    "Delete {person}'s Completed tasks from the {board} board.",
    "Clean up the {board} board: what {person} has in Completed can be removed.",
    "Please remove all Completed tasks that are assigned to {person} on {board}",
)
def _items_delete_completed(d: Draft) -> Case | None:
    person, board = d.builder(), d.pick(BOARDS)
    items = [item for item in d.office.items_of(person, board) if not item.open]
    return case(map(delete_item, items), person=d.name(person), board=board) if items else None


@template(
    "project_management",
    "Everything on the {board} board that is due on {day} and not Completed gets one more week: set"
    " the due date to {due}.",
    "The {board} team is at a fair. Change the due date of all its unfinished tasks (not in"
    " Completed) due {day} to {due}.",
    "Postpone each task on the {board} board with the due date {day} to {due}, except those in"
    " Completed.",
)
def _items_postpone_day(d: Draft) -> Case | None:
    board, day = d.pick(BOARDS), d.pick(workdays(TODAY + timedelta(days=1), date(2023, 12, 13)))
    items = [i for i in d.office.items if i.board == board and i.due == day and i.open]
    due = day + timedelta(weeks=1)
    if not 0 < len(items) <= LARGEST_PILE:
        return None
    calls = [postpone_item(item, due) for item in items]
    return case(calls, board=board, day=d.day(day), due=d.day(due))


@template(
    "project_management",
    "Move {person}'s task with the earliest due date after today, of those in Backlog on the"
    " {board} board, to In Progress.",
    "What is next for {person} on {board}? Take the Backlog task of theirs that falls due first"
    " after today and put it In Progress.",
    "Of {person}'s Backlog tasks on the {board} board that are due after today, put the one that is"
    " due first In Progress",
)
def _items_start_next(d: Draft) -> Case | None:
    person, board = d.builder(), d.pick(BOARDS)
    items = d.office.items_of(person, board)
    item = only_earliest([i for i in items if i.stage == "Backlog" and i.due > TODAY])
    if item is None:
        return None
    return case(put_item(item, "In Progress"), person=d.name(person), board=board)


@template(
    "project_management",
    "All tasks In Review on the {board} board that are due on or before {day} should be assigned to"
    " {person}.",
    "{person} will do the pending reviews on {board}. Assign to {person} each task there that is In"
    " Review and due no later than {day}.",
    "Give {person} what is In Review on the {board} board with a due date up to and including"
    " {day}.",
)
def _items_collect_reviews(d: Draft) -> Case | None:
    person, board, day = d.builder(), d.pick(BOARDS), d.pick(DUE_DAYS)
    due = [i for i in d.office.items if i.board == board and i.due <= day]
    items = [i for i in due if i.stage == "In Review" and i.address != person.address]
    if not 0 < len(items) <= LARGEST_PILE:
        return None
    calls = [give_item(item, person) for item in items]
    return case(calls, person=d.name(person), board=board, day=d.day(day))


@template(
    "project_management",
    "If {person} has more than {count} overdue tasks on all boards together (due before today, not"
    " Completed), reassign the one that was due first to {other}.",
    "How many of {person}'s tasks were due before today and are not Completed? If over {count},"
    " give the one with the earliest due date to {other}. If not, change nothing.",
    "{other} should take {person}'s oldest overdue task (earliest due date), but only if {person}"
    " has more than {count} overdue ones. Overdue means due before today and not Completed.",
)
def _items_relieve_if_late(d: Draft) -> Case | None:
    person, other = d.pair(BUILDERS)
    late = d.office.overdue_items_of(person)
    oldest, count = only_earliest(late), len(late) + d.below(4) - 2
    if oldest is None or count < 1:
        return None
    calls = [give_item(oldest, other)] if len(late) > count else []
    return case(calls, person=d.name(person), other=d.name(other), count=d.count(count))


@template(
    "project_management",
    "If {person} has fewer than {count} tasks on the {board} board that are not Completed, create"
    " '{item}' for {person} there, in Backlog and due on {due}.",
    "Has {person} got room on {board}, that is fewer than {count} tasks outside Completed? Then add"
    " '{item}' to the Backlog of that board, due {due}, assigned to {person}. Else leave it.",
    "Create the Backlog task '{item}' ({board} board, due {due}) for {person}, provided that"
    " {person} has fewer than {count} unfinished tasks on that board (not in Completed).",
)
def _item_create_if_room(d: Draft) -> Case | None:
    person, board, item, due = d.builder(), d.pick(BOARDS), new_name(d), d.pick(DUE_DAYS)
    load = len(d.office.open_items_of(person, board))
    count = load + d.below(4) - 1
    if count < 1:
        return None
    calls = [add_item(item, person, "Backlog", due, board)] if load < count else []
    slots = {"board": board, "item": item, "due": d.day(due), "count": d.count(count)}
    return case(calls, person=d.name(person), **slots)


TEMPLATES = (
    _items_overdue_to_backlog,
    _items_hand_over,
    _items_hand_over_list,
    _items_accept,
    _items_delete_completed,
    _items_postpone_day,
    _items_start_next,
    _items_collect_reviews,
    _items_relieve_if_late,
    _item_create_if_room,
)
