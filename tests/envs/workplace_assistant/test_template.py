"""The template: one image, named by what it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sallyport.envs.workplace_assistant.csv_files import read_tables
from sallyport.envs.workplace_assistant.database import Database
from sallyport.envs.workplace_assistant.schema import CUSTOMERS, EMAILS, PLOTS, TABLES, quoted
from sallyport.envs.workplace_assistant.template import build_template, template_of

if TYPE_CHECKING:
    from pathlib import Path


def test_image_holds_every_row_at_its_place(data_dir: Path) -> None:
    template = template_of(str(data_dir))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(template.image)
        for table in TABLES:
            columns = ", ".join(map(quoted, ("position", *table.columns)))
            found = connection.execute(
                f"SELECT {columns} FROM {quoted(table.name)} ORDER BY 1"
            ).fetchall()
            expected = [
                (place, *row.values()) for place, row in enumerate(template.rows[table.name])
            ]
            assert found == expected
    assert template.rows[PLOTS.name] == []


def test_empty_cells_are_absent(data_dir: Path) -> None:
    assert template_of(str(data_dir)).rows[CUSTOMERS.name][0]["customer_phone"] is None


def test_digest_is_of_the_content_alone(data_dir: Path) -> None:
    files = read_tables(str(data_dir))
    first, second = build_template(files), build_template(files)
    assert first.digest == second.digest == template_of(str(data_dir)).digest
    files["emails"][0]["subject"] = "Another"
    assert build_template(files).digest != first.digest


def test_template_is_built_once(data_dir: Path) -> None:
    assert template_of(str(data_dir)) is template_of(str(data_dir))


def test_worlds_are_private_copies(data_dir: Path) -> None:
    template = template_of(str(data_dir))
    with closing(Database(template)) as one, closing(Database(template)) as other:
        one.delete(EMAILS, 0)
        assert one.at(EMAILS, 0) is None
        assert other.at(EMAILS, 0) == template.rows[EMAILS.name][0]
    with closing(Database(template)) as later:
        assert later.at(EMAILS, 0) == template.rows[EMAILS.name][0]
