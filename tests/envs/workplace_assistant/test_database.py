"""The databases: positions, ids, and doing without a trace."""

from __future__ import annotations

import gc
import sqlite3
from typing import TYPE_CHECKING

import pytest

from sallyport.envs.workplace_assistant.database import Database, Where
from sallyport.envs.workplace_assistant.schema import ADDRESSES, EMAILS, EVENTS, TASKS, Table
from sallyport.envs.workplace_assistant.template import build_template, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(data_dir: Path) -> Iterator[Database]:
    database = Database(template_of(str(data_dir)))
    yield database
    database.close()


def add(db: Database, table: Table, key: str) -> None:
    db.insert(table, {column: key if column == table.key else "x" for column in table.columns})


def test_positions_are_never_used_again(db: Database) -> None:
    add(db, EVENTS, "00000004")
    db.delete(EVENTS, 3)
    db.delete(EVENTS, 2)
    add(db, EVENTS, "00000004")
    assert db.search(EVENTS, Where()) == [0, 1, 4]


@pytest.mark.parametrize(
    ("present", "following"),
    [
        ("00000299", "00000300"),
        ("99999999", "100000000"),
        ("7", "00000010"),
        ("abc", "00000010"),
        ("0100", "00000101"),
    ],
)
def test_next_id_is_one_above_the_highest_number(
    db: Database, present: str, following: str
) -> None:
    add(db, EMAILS, present)
    assert db.next_id(EMAILS) == following


def test_next_id_of_an_empty_table_is_1(data_dir: Path) -> None:
    rows = template_of(str(data_dir)).rows
    files = {"emails": [], "calendar_events": [], "analytics_data": [], "project_tasks": [],
             "customer_relationship_manager_data": [], "email_addresses": rows[ADDRESSES.name]}  # fmt: skip
    database = Database(build_template(files))
    assert database.next_id(TASKS) == "00000001"
    add(database, TASKS, "00000001")
    assert database.next_id(TASKS) == "00000002"
    database.close()


def test_what_is_done_inside_undone_leaves_no_trace(db: Database) -> None:
    def everything() -> list[tuple[object, ...]]:
        return [*db.query('SELECT * FROM "email.emails"'), *db.query("SELECT * FROM touched")]

    def fail_after_writing() -> None:
        with db.undone():
            add(db, EMAILS, "00000010")
            db.delete(EMAILS, 0)
            assert everything() != before
            raise ZeroDivisionError

    before = everything()
    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert everything() == before
    with db.undone():
        db.update(EMAILS, 1, "subject", "y")
    assert everything() == before


def test_case_is_folded_as_python_does(db: Database) -> None:
    where = Where()
    where.contains("ZOË", "sender/recipient")
    assert db.search(EMAILS, where) == [3]
    db.update(EMAILS, 0, "subject", "İSTANBUL ΣΑΣ")
    for text in ("i̇stanbul", "ΣΑΣ".lower()):
        where = Where()
        where.contains(text, "subject")
        assert db.search(EMAILS, where) == [0]


def test_identifiers_are_the_schemas_only(db: Database) -> None:
    with pytest.raises(AssertionError):
        db.update(EMAILS, 0, 'subject" = NULL --', "x")
    with pytest.raises(AssertionError):
        db.update(EMAILS, 0, "email_id", "00000099")


def test_a_closed_database_is_closed(data_dir: Path) -> None:
    database = Database(template_of(str(data_dir)))
    database.close()
    database.close()
    with pytest.raises(sqlite3.ProgrammingError):
        database.next_id(EMAILS)


def test_a_dropped_database_closes_itself(data_dir: Path) -> None:
    database = Database(template_of(str(data_dir))).close_when_dropped()
    query = database.query
    del database
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError):
        query("SELECT 1")
