"""`sallyport replay` of journals that a served process wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from sallyport.core.cli.app import main
from tests.core.app.opened import Open
from tests.serving import LEVEL, client, served

pytestmark = pytest.mark.slow

WORLDS = ("faulty", "math_with_code", "workplace_assistant")


class Recorder(NamedTuple):
    """A server that writes journals, and where."""

    base: str
    folder: Path


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    folder = tmp_path_factory.mktemp("recorded")
    sets = (f"journal.dir={folder / 'journal'}", "calls.checkpoint=false")
    with served(*WORLDS, file=folder / "server.yaml", sets=sets) as base:
        yield Recorder(base, folder / "journal")


@pytest.fixture
def http(recorder: Recorder) -> Iterator[httpx.Client]:
    with client(recorder.base) as opened:
        yield opened


Replayed = tuple[int, str, str]
Replay = Callable[..., Replayed]


@pytest.fixture
def replay(recorder: Recorder, capfd: pytest.CaptureFixture[str]) -> Replay:
    def run(path: Path, *more: str) -> Replayed:
        capfd.readouterr()
        code = main(["replay", str(path), *(more or ("--url", recorder.base))])
        out, err = capfd.readouterr()
        return code, out, err

    return run


def journal_of(recorder: Recorder, session: Open) -> Path:
    return recorder.folder / f"{session.made['session_id']}.jsonl"


def newest(recorder: Recorder) -> Path:
    return max(recorder.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)


def changed(path: Path, number: int, change: Callable[[dict[str, Any]], object]) -> Path:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines[number])
    other = path.with_suffix(".changed")
    other.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return other


def cells(http: httpx.Client) -> Open:
    session = Open(http, "math_with_code", seed=5)
    session.call("execute_python", code="import random\nx = [random.random()]")
    session.call("execute_python", code="print('one\\ntwo')\nx, object()")
    session.call("execute_python", code="1 / 0")
    session.call("execute_python", code=3)
    session.call("nothing")
    return session


def test_an_environments_path_is_as_good_as_the_root(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    journal = journal_of(recorder, cells(http))
    for path in ("/math_with_code", "/math_with_code/", "/"):
        code, out, err = replay(journal, "--url", recorder.base + path)
        assert (code, out.splitlines()[-1]) == (0, "4 calls, each as recorded"), err


def test_a_session_that_is_played_again_gives_the_same(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    session = cells(http)
    code, out, _ = replay(journal_of(recorder, session))
    assert (code, out.splitlines()[-1]) == (0, "4 calls, each as recorded"), out
    assert session.made["session_id"] in out


def test_the_first_difference_is_told_where_and_how(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    def change(line: dict[str, Any]) -> None:
        line["observation"]["stdout"] = "one\n2\n"

    path = changed(journal_of(recorder, cells(http)), 2, change)
    code, out, _ = replay(path)
    assert code == 1
    told = out.splitlines()[1:]
    assert told[0] == "1 calls as recorded; call 2 differs"
    assert told[1].startswith('  execute_python {"code":')
    assert told[2:] == [
        "  at .stdout, line 2",
        r"    recorded: '2\n'",
        r"    now:      'two\n'",
    ]


def test_an_error_instead_of_an_observation_is_a_difference(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    def change(line: dict[str, Any]) -> None:
        line["arguments"] = {"cod": "1"}

    code, out, _ = replay(changed(journal_of(recorder, cells(http)), 1, change))
    assert code == 1
    assert "at .error" in out or "at .success" in out, out


def test_a_rollout_that_was_seeded_again_is_replayed_with_its_new_world(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    at = "/workplace_assistant"
    mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
    http.post(f"{at}/seed_session", json={"id": 1})
    assert http.post(f"{at}/email_send_email", json=mail).status_code == 200
    http.post(f"{at}/seed_session", json={"id": 2})
    assert http.post(f"{at}/email_search_emails", json={"query": "zanzibar"}).status_code == 200
    path = newest(recorder)
    assert '"kind":"seed"' in path.read_text()
    code, out, _ = replay(path)
    assert (code, out.splitlines()[-1]) == (0, "2 calls, each as recorded"), out


def test_a_death_is_replayed_and_what_came_after_the_end_is_not(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    session = Open(http)
    session.remember("a")
    session.call("leave", code=3)
    session.call("echo", text="a")
    code, out, _ = replay(journal_of(recorder, session))
    assert (code, out.splitlines()[-1]) == (0, "2 calls, each as recorded"), out


def test_a_journal_with_a_gap_is_played_up_to_it(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    path = journal_of(recorder, cells(http))
    lines = path.read_text().splitlines(keepends=True)
    del lines[3]
    path.write_text("".join(lines))
    code, out, _ = replay(path)
    assert code == 3
    assert "2 calls, each as recorded" in out
    assert "lines 3 to 3 are missing" in out


def test_it_starts_a_server_of_its_own_without_one(
    recorder: Recorder, http: httpx.Client, replay: Replay
) -> None:
    path = journal_of(recorder, cells(http))
    sets = [f"isolation.require={LEVEL}", "pool.size=1"]
    code, out, err = replay(path, *(part for each in sets for part in ("--set", each)))
    assert code == 0, out + err


def test_mistakes_are_exit_code_2_and_a_failing_server_3(
    recorder: Recorder, http: httpx.Client, replay: Replay, tmp_path: Path
) -> None:
    code, _, err = replay(tmp_path / "none")
    assert (code, err.count("\n")) == (2, 1)
    path = journal_of(recorder, cells(http))
    unknown = changed(path, 0, lambda line: line.update(environment="x", world="x"))
    code, _, err = replay(unknown)
    assert (code, "the server serves faulty, math_with_code" in err) == (2, True)
    code, _, err = replay(path, "--url", "http://127.0.0.1:1")
    assert (code, "no server answers there" in err) == (2, True)
    endless = changed(path, 0, lambda line: line.update(seed=-1))
    code, _, err = replay(endless)
    assert (code, "it could not be replayed" in err) == (3, True)
