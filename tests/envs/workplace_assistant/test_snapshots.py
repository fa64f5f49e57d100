"""A company as bytes: the whole of it, with what the session has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sallyport.core.errors import NotCopyableError
from sallyport.core.types import ToolCall
from sallyport.envs.environment import World
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions
from tests.envs.workplace_assistant.conftest import CONTEXT

LIMIT = 1 << 24


def company(data_dir: Path) -> World:
    return WorkplaceAssistant(WorkplaceOptions(data_dir=str(data_dir))).open(CONTEXT)


def send(world: World, subject: str) -> None:
    arguments = {"recipient": "a@b.example", "subject": subject, "body": "b"}
    assert world.call(ToolCall("email_send_email", arguments)).status == "ok"


def test_a_copy_has_what_was_changed_and_changes_alone(data_dir: Path) -> None:
    original = company(data_dir)
    send(original, "first")
    data, left_out = original.snapshot(LIMIT)
    assert left_out == {}
    copy = company(data_dir)
    send(copy, "what the copy had before is gone")
    copy.restore(data)
    assert copy.export() == original.export()
    send(copy, "second")
    changed = copy.export()["tables"]["email.emails"]["inserted"]
    assert [row["subject"] for row in changed] == ["first", "second"]
    assert len(original.export()["tables"]["email.emails"]["inserted"]) == 1


def test_a_copy_numbers_new_rows_as_the_original_would(data_dir: Path) -> None:
    original = company(data_dir)
    send(original, "first")
    copy = company(data_dir)
    copy.restore(original.snapshot(LIMIT)[0])
    send(original, "next")
    send(copy, "next")
    rows = [world.export()["tables"]["email.emails"]["inserted"] for world in (original, copy)]
    assert rows[0] == rows[1]


def test_the_image_of_another_company_is_refused(data_dir: Path) -> None:
    own = WorkplaceAssistant().open(CONTEXT)
    data, _ = company(data_dir).snapshot(LIMIT)
    with pytest.raises(NotCopyableError, match="other data"):
        own.restore(data)


def test_a_company_over_the_limit_is_refused(data_dir: Path) -> None:
    with pytest.raises(NotCopyableError, match="at most 1,000 are carried"):
        company(data_dir).snapshot(1000)
