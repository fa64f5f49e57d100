"""The project board: tasks with an assignee, a list, a due date and a board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import named
from ..tool import Tool, check_form
from .database import Where
from .dates import WHEN, When
from .records import delete_row, field_of, update_field
from .replies import Declined, need, need_address, need_choice, need_one_of
from .schema import TASKS

if TYPE_CHECKING:
    from .database import Database
    from .template import Row

_CHOICES = {
    "list_name": ("Backlog", "In Progress", "In Review", "Completed"),
    "board": ("Back end", "Front end", "Design"),
}
_CHANGEABLE = TASKS.columns[1:]


def get_task_information_by_id(db: Database, /, task_id: str, field: str) -> Row:
    """Read one field of a task.

    Args:
        task_id: The id of the task, 8 digits.
        field: The field to read: 'task_id', 'task_name', 'assigned_to_email', 'list_name',
            'due_date' or 'board'.
    """
    need(task_id=task_id, field=field)
    return field_of(db, TASKS, "task", task_id, field)


def search_tasks(
    db: Database,
    /,
    task_name: str = "",
    assigned_to_email: str = "",
    list_name: str = "",
    due_date: str = "",
    board: str = "",
) -> list[Row]:
    """List the tasks that fit all of the given conditions; at least one is needed.

    Args:
        task_name: Text that occurs in the task's name, in any case.
        assigned_to_email: The whole mail address of the assignee, in any case.
        list_name: Text that occurs in the name of the task's list, in any case.
        due_date: Text that occurs in the due date, such as 2023-12 or 2023-12-24.
        board: Text that occurs in the name of the task's board, in any case.
    """
    contained = {"task_name": task_name, "list_name": list_name, "due_date": due_date}
    contained["board"] = board
    need_one_of(assigned_to_email=assigned_to_email, **contained)
    where = Where()
    if assigned_to_email:
        need_address("assigned_to_email", assigned_to_email)
        where.equals(assigned_to_email, "assigned_to_email")
    for column, text in contained.items():
        if text:
            where.contains(text, column)
    return db.all(TASKS, where)


def create_task(
    db: Database,
    /,
    task_name: str,
    assigned_to_email: str,
    list_name: str,
    due_date: When,
    board: str,
) -> str:
    """Create a task; returns its id.

    Args:
        task_name: What the task is called.
        assigned_to_email: The mail address of the assignee, somebody who has a task already.
        list_name: The list to put it on: 'Backlog', 'In Progress', 'In Review' or 'Completed'.
        due_date: When it is due, YYYY-MM-DD.
        board: The board to put it on: 'Back end', 'Front end' or 'Design'.
    """
    row: Row = {
        "task_name": task_name,
        "assigned_to_email": assigned_to_email.lower(),
        "list_name": list_name,
        "due_date": due_date,
        "board": board,
    }
    need(**row)
    for field, value in row.items():
        _need_valid(db, field, value or "")
    task_id = db.next_id(TASKS)
    db.insert(TASKS, {"task_id": task_id, **row})
    return task_id


def delete_task(db: Database, /, task_id: str) -> str:
    """Delete a task.

    Args:
        task_id: The id of the task to delete, 8 digits.
    """
    return delete_row(db, TASKS, "task", task_id)


def update_task(db: Database, /, task_id: str, field: str, new_value: str) -> str:
    """Change one field of a task.

    Args:
        task_id: The id of the task to change, 8 digits.
        field: The field to change: 'task_name', 'assigned_to_email', 'list_name', 'due_date' or
            'board'.
        new_value: What the field is to hold; the same rules hold as for a new task.
    """
    need(task_id=task_id, field=field, new_value=new_value)
    need_choice("field that can be changed", field, _CHANGEABLE)
    if field == "assigned_to_email":
        new_value = new_value.lower()
    _need_valid(db, field, new_value)
    return update_field(db, TASKS, "task", task_id, field, new_value)


def _need_valid(db: Database, field: str, value: str) -> None:
    if field in _CHOICES:
        need_choice(field, value, _CHOICES[field])
    if field == "assigned_to_email":
        where = Where()
        where.equals(value, field)
        if not db.has(TASKS, where):
            raise Declined(f"{named(value)} is nobody who has tasks; take a member of the team.")


def _check_new_value(tool: str, bound: dict[str, Any]) -> None:
    if bound["field"] == "due_date":
        check_form(tool, "new_value", bound["new_value"], WHEN)


TOOLS = (
    *(
        Tool.from_function(function, name=f"project_management_{function.__name__}")
        for function in (get_task_information_by_id, search_tasks, create_task, delete_task)
    ),
    Tool.from_function(update_task, name="project_management_update_task", check=_check_new_value),
)
