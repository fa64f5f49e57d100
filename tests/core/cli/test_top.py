"""`sallyport top`, against a served process."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from sallyport.core.cli.app import main
from sallyport.core.cli.watching import Look, duration, size, table
from tests.core.app.keyed import KEY, KEYS, keyed
from tests.core.app.opened import Open
from tests.serving import client


def printed(look: Look) -> str:
    file = io.StringIO()
    Console(file=file, width=200).print(table(look))
    return file.getvalue()


def test_a_look_is_a_line_a_session_and_says_what_is_left_out() -> None:
    row = {
        "session_id": "0-0-" + "0123456789abcdef" * 2,
        "environment": "math_with_code",
        "state": "busy",
        "age_s": 75.2,
        "idle_s": 0.0,
        "calls": 12,
        "last_tool": "execute_python",
        "last_status": "timeout",
        "memory_bytes": 3 * 2**20,
    }
    text = printed(Look("http://box:9001", [row], 41))
    [line] = [line.split() for line in text.splitlines() if "math_with_code" in line]
    assert line == [
        *(row["session_id"], "busy", "1m15s", "0.0s", "12", "math_with_code"),
        *("execute_python", "timeout", "3.0", "MiB"),
    ]
    assert "41 sessions (1 busy)" in text
    assert "40 more" in text
    assert "waiting" not in text
    assert "(1 busy), 3 waiting for room" in printed(Look("http://box:9001", [row], 41, 3))


@pytest.mark.parametrize("columns", [80, 100, 200])
@pytest.mark.parametrize("own", ["0-12-" + "0123456789abcdef" * 2, "run-7", "trainer-" * 16])
def test_a_session_is_one_line_however_narrow_the_terminal(columns: int, own: str) -> None:
    row = {
        "session_id": own, "environment": "workplace_assistant_of_mine", "state": "starting",
        "age_s": 3599.0, "idle_s": 3599.0, "calls": 12345, "last_tool": "company_directory_find",
        "last_status": "timeout", "memory_bytes": 123 * 2**20,
    }  # fmt: skip
    file = io.StringIO()
    look = Look("http://box:9001", [row] * 2, 2)
    Console(file=file, width=columns).print(table(look, columns))
    title, headings, *lines = file.getvalue().splitlines()
    assert title.startswith("http://box:9001: 2 sessions")
    assert headings.split()[:5] == ["session", "state", "age", "idle", "calls"]
    assert len(lines) == 2
    for line in lines:
        assert len(line) <= columns
        name, *shown = line.split()
        assert name == own or (len(own) > 40 and own.startswith(name[:-1]) and len(name) == 40)
        assert shown[:4] == ["starting", "59m59s", "59m59s", "12345"]
        assert shown[4].startswith("workp")
    assert "company_directory_find" in lines[0] or columns < 200


def test_markup_in_a_name_is_text() -> None:
    row = {key: "[red]x[/red]" for key in ("session_id", "environment", "state", "last_tool")}
    more = {"age_s": 1.0, "idle_s": 1.0, "calls": 0, "last_status": None, "memory_bytes": None}
    assert "[red]x[/red]" in printed(Look("http://box", [{**row, **more}], 1))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.04, "0.0s"), (9.94, "9.9s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (3600, "1h00m")],
)
def test_durations_are_short(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_sizes_are_short() -> None:
    assert (size(None), size(0)) == ("", "0.0 MiB")


@pytest.mark.slow
def test_into_a_pipe_it_is_printed_once(
    three_worlds: str, several: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    session = Open(several)
    session.remember("a")
    assert main(["top", "--url", three_worlds, "--environment", "faulty"]) == 0
    out = capfd.readouterr().out
    assert session.made["session_id"] in out
    assert "remember" in out
    assert "\x1b" not in out
    session.request("DELETE")


@pytest.mark.slow
def test_in_a_terminal_it_refreshes_until_it_is_interrupted(
    three_worlds: str, several: httpx.Client
) -> None:
    session = Open(several)
    terminal, far = pty.openpty()
    command = [sys.executable, "-m", "sallyport", "top", "--url", three_worlds, "--every", "0.1"]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "160", "LINES": "40"}
    root = str(Path(__file__).parents[3])
    process = subprocess.Popen(command, stdout=far, stderr=far, env=env, cwd=root)
    os.close(far)
    try:
        seen = b""
        for wanted in (b"environment", b"remember"):
            deadline = time.monotonic() + 20
            while wanted not in seen:
                assert time.monotonic() < deadline
                seen += os.read(terminal, 65_536)
            session.remember("a")
        process.send_signal(2)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
        session.request("DELETE")


@pytest.mark.slow
def test_a_key_is_taken_from_the_environment_and_never_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with keyed(tmp_path, "faulty") as base:
        with client(base, headers=KEYS) as http:
            session = Open(http)
            assert main(["top", "--url", base]) == 2
            assert "takes API keys only; set SALLYPORT_API_KEY" in capfd.readouterr().err
            monkeypatch.setenv("SALLYPORT_API_KEY", KEY[:-1])
            assert main(["top", "--url", base]) == 2
            assert "does not take this API key" in capfd.readouterr().err
            monkeypatch.setenv("SALLYPORT_API_KEY", KEY)
            assert main(["top", "--url", base]) == 0
            assert session.made["session_id"] in capfd.readouterr().out
            monkeypatch.setenv("OTHER", KEY)
            monkeypatch.delenv("SALLYPORT_API_KEY")
            assert main(["top", "--url", base, "--api-key-env", "OTHER"]) == 0
            assert main(["rollout", "math_with_code", "--url", base, "--limit", "1"]) == 2
            with_key = base.replace("//", f"//any:{KEY}@")
            assert main(["top", "--url", with_key]) == 0
            out, err = capfd.readouterr()
            assert KEY not in out + err


def test_a_variable_that_is_not_set_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["top", "--api-key-env", "SALLYPORT_NOT_SET"]) == 2
    assert "--api-key-env SALLYPORT_NOT_SET: this environment" in capfd.readouterr().err


def test_a_server_that_is_not_there_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    url = f"http://any:{KEY}@127.0.0.1:1"
    assert main(["top", "--url", url]) == 2
    err = capfd.readouterr().err
    assert "--url http://127.0.0.1:1: no server answers there" in err
    assert err.count("\n") == 1
