"""Journals on disk: what is in them, when, and what a failing disk costs, which is no reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from sallyport.core.errors import ConfigurationError, SallyportError
from sallyport.core.sessions.copies import Copies
from sallyport.core.sessions.journal_files import JournalFiles
from sallyport.core.sessions.session import Session
from sallyport.core.settings import JournalSettings
from tests.core.sessions.playing import Play
from tests.serving import House, open_house, settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journals") / "made" / "on demand"


@pytest.fixture(scope="module")
def written(folder: Path) -> Iterator[House]:
    with open_house(settings(journal=JournalSettings(dir=str(folder), flush_s=5.0))) as opened:
        yield opened


@pytest.fixture
def house(written: House) -> Iterator[House]:
    yield written
    written.run(written.settled())
    written.run(written.runtime.service.observer.close())


def lines(folder: Path, session: Session) -> list[dict[str, Any]]:
    text = (folder / f"{session.id}.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def failures(house: House) -> float:
    registry = house.runtime.service.observer.metrics.registry
    return registry.get_sample_value("sallyport_journal_failures_total") or 0.0


def test_a_call_is_on_disk_before_it_is_answered(house: House, folder: Path) -> None:
    play = Play(house)

    async def work() -> Session:
        session = await play.start(task={"id": 1}, seed=7)
        for text in "ab":
            await play.remember(session, text)
            assert lines(folder, session)[-1]["arguments"] == {"text": text}
        return session

    session = house.run(work())
    first, *calls = lines(folder, session)
    assert (first["kind"], first["n"], first["seed"], first["task"]) == ("session", 0, 7, {"id": 1})
    assert (first["environment"], first["world"]) == ("faulty", "faulty")
    assert [call["n"] for call in calls] == [1, 2]
    assert [call["observation"] for call in calls] == [{"output": ["a"]}, {"output": ["a", "b"]}]
    assert all(call["status"] == "ok" and call["duration_s"] > 0 for call in calls)


def test_errors_and_the_end_are_told_too(house: House, folder: Path) -> None:
    play = Play(house)

    async def work() -> Session:
        session = await play.start()
        for tool, arguments in (("echo", {"no": 1}), ("leave", {"code": 3})):
            with pytest.raises(SallyportError):
                await play.call(session, tool, **arguments)
        play.service.close(session)
        await house.runtime.service.observer.close()
        return session

    session = house.run(work())
    _, refused, died, end = lines(folder, session)
    assert (refused["status"], refused["error"]["type"]) == ("invalid_arguments",) * 2
    assert (died["status"], died["took_effect"]) == ("worker_died", False)
    assert died["error"]["details"]["exit_code"] == 3
    assert (end["kind"], end["state"]) == ("end", "closed")


def test_a_copys_journal_begins_with_the_calls_it_was_copied_with(
    house: House, folder: Path
) -> None:
    play = Play(house)

    async def work() -> Session:
        session = await play.start()
        await play.remember(session, "a")
        [copy] = await Copies(play.service).fork(session, 1, reseed=False)
        await play.remember(copy, "b")
        return copy

    first, old, new = lines(folder, house.run(work()))
    assert (first["past"], old["arguments"], new["arguments"]) == (1, {"text": "a"}, {"text": "b"})


def test_the_callers_own_id_is_in_every_line(house: House, folder: Path) -> None:
    play = Play(house)

    async def work() -> Session:
        with structlog.contextvars.bound_contextvars(rollout_id="r-1"):
            session = await play.start()
            await play.remember(session, "a")
        return session

    assert [line["rollout_id"] for line in lines(folder, house.run(work()))] == ["r-1", "r-1"]


def test_line_breaks_in_an_observation_do_not_break_the_line(house: House, folder: Path) -> None:
    play = Play(house)

    async def work() -> Session:
        session = await play.start()
        assert await play.call(session, "echo", text="a\nb\r\n") == {"output": "a\nb\r\n"}
        return session

    _, call = lines(folder, house.run(work()))
    assert call["observation"] == {"output": "a\nb\r\n"}


def test_a_full_disk_costs_no_reply_and_is_counted_and_told(
    house: House, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    play = Play(house)
    before = failures(house)

    async def work() -> Session:
        session = await play.start()
        await play.remember(session, "a")
        files = play.service.observer._files
        assert files is not None
        book = files._books[session.id]
        path, book.file.path = book.file.path, Path("/dev/full")
        assert await play.remember(session, "b") == ["a", "b"]
        assert await play.remember(session, "c") == ["a", "b", "c"]
        book.file.path = path
        assert await play.remember(session, "d") == ["a", "b", "c", "d"]
        return session

    session = house.run(work())
    text = (folder / f"{session.id}.jsonl").read_text()
    numbers = [json.loads(line)["n"] for line in text.splitlines() if line]
    assert numbers == [0, 1, 4], "the numbers of the lost lines are missing"
    assert failures(house) == before + 2
    told = capfd.readouterr()
    assert (told.out + told.err).count("journal_failed") == 1, "once for several in a row"


def test_a_file_grows_no_further_than_it_may_and_the_session_goes_on(tmp_path: Path) -> None:
    small = JournalSettings(dir=str(tmp_path), max_file_bytes=2048)
    with open_house(settings(journal=small)) as house:
        play = Play(house)

        async def work() -> Session:
            session = await play.start()
            for _ in range(5):
                assert (await play.call(session, "echo", text="x" * 500))["output"]
            return session

        session = house.run(work())
        assert (tmp_path / f"{session.id}.jsonl").stat().st_size <= 2048
        assert len(lines(tmp_path, session)) == 2
        assert failures(house) >= 4


@pytest.mark.parametrize("name", ["file/below", "/proc/nothing"])
def test_a_folder_that_cannot_be_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"journal\.dir .*: no journal can be written"):
        JournalFiles(JournalSettings(dir=str(tmp_path / name)), lambda: None)
