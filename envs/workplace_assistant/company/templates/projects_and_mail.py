"""Tasks on the project boards and mails together."""

from __future__ import annotations

from ..calls import forward, give_item, put_item, send
from ..people import BUILDERS, person_of
from ..template import Case, Draft, case, letter_slots, template
from ..work_items import BOARDS
from .figures import mail_figure
from .topics import mail_with_code


@template(
    "multi",
    "If {person} has any overdue task on the {board} board (due before today, not Completed), email"
    " them: subject '{subject}', body '{body}'",
    "Is anything of {person}'s on {board} late, that is due before today and not Completed? If yes,"
    " send {person} a mail titled '{subject}' with the text '{body}'. If no, send nothing.",
    "Write '{body}' to {person} under the subject '{subject}', but only in case they have a task on"
    " the {board} board that was due before today and is not in Completed",
)
def _items_remind_if_late(d: Draft) -> Case | None:
    person, board, letter = d.builder(), d.pick(BOARDS), d.letter()
    late = d.office.overdue_items_of(person, board)
    calls = (send(person.address, letter),) if late else ()
    return Case({"person": d.name(person), "board": board, **letter_slots(letter)}, calls)


@template(
    "multi",
    "Send whoever does the task '{item}' an email with the subject '{subject}' and the text"
    " '{body}'",
    "Look up the assignee of the project task '{item}' and mail them. Subject: '{subject}'. Body:"
    " '{body}'",
    "The person in charge of '{item}' on the {board} board should get a mail titled '{subject}'"
    " that says '{body}'",
)
def _items_mail_assignee(d: Draft) -> Case | None:
    item, letter = d.pick(d.office.named_once), d.letter()
    slots = {"item": item.name, "board": item.board, **letter_slots(letter)}
    return Case(slots, (send(item.address, letter),))


@template(
    "multi",
    "Email {person} the number of tasks that {other} has on the {board} board outside Completed."
    " Subject '{subject}', body only the number.",
    "How many tasks on {board} that are not Completed are assigned to {other}? Send {person} just"
    " this number, with the subject '{subject}'.",
    "{person} wants to know how many unfinished tasks (not in Completed) {other} has on the {board}"
    " board. Mail nothing but the number; the subject is '{subject}'.",
)
def _items_mail_count(d: Draft) -> Case | None:
    (person, other), board = d.pair(BUILDERS), d.pick(BOARDS)
    count = len(d.office.open_items_of(other, board))
    return mail_figure(d, person, str(count), other=d.name(other), board=board)


@template(
    "multi",
    "Assign '{item}' to {person} and email {person} with the subject '{subject}': '{body}'",
    "{person} takes over the task '{item}'. Change the assignee and send {person} a mail titled"
    " '{subject}' with the text '{body}'",
    "Hand the project task '{item}' to {person}, and tell {person} by email (subject '{subject}',"
    " body '{body}').",
)
def _items_give_and_tell(d: Draft) -> Case | None:
    item, person, letter = d.pick(d.office.named_once), d.builder(), d.letter()
    if item.address == person.address:
        return None
    slots = {"item": item.name, "person": d.name(person), **letter_slots(letter)}
    return Case(slots, (give_item(item, person), send(person.address, letter)))


@template(
    "multi",
    "Forward the email that mentions {code} to whoever does the task '{item}'",
    "The assignee of the project task '{item}' needs the mail with the number {code}. Forward it.",
    "Find the message in my inbox that refers to {code} and pass it on to the person to whom"
    " '{item}' is assigned.",
)
def _items_forward_to_assignee(d: Draft) -> Case | None:
    item, found = d.pick(d.office.named_once), mail_with_code(d)
    if not found or found[0].address == item.address:
        return None
    return case(forward(found[0], person_of(item.address)), code=found[1], item=item.name)


@template(
    "multi",
    "Complete '{item}' (list Completed) and write its assignee an email: subject '{subject}', text"
    " '{body}'",
    "The task '{item}' is done. Move it to Completed and mail the person it is assigned to:"
    " '{body}', with the subject '{subject}'",
    "Put '{item}' into Completed, then send whoever had the task an email titled '{subject}' saying"
    " '{body}'",
)
def _items_complete_and_tell(d: Draft) -> Case | None:
    item, letter = d.pick([i for i in d.office.named_once if i.open]), d.letter()
    slots = {"item": item.name, **letter_slots(letter)}
    return Case(slots, (put_item(item, "Completed"), send(item.address, letter)))


TEMPLATES = (
    _items_remind_if_late,
    _items_mail_assignee,
    _items_mail_count,
    _items_give_and_tell,
    _items_forward_to_assignee,
    _items_complete_and_tell,
)
