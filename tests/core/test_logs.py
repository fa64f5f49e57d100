from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import logging, structlog
from sallyport.core.logs import configure_logs
from sallyport.core.settings import LogSettings
configure_logs(LogSettings(level="{level}", format="{form}"))
log = structlog.get_logger("sallyport.test")
with structlog.contextvars.bound_contextvars(rollout_id="r1"):
    log.info("told", n=3)
log.debug("hidden")
try:
    1 / 0
except ZeroDivisionError as error:
    log.error("broken", exc_info=error)
logging.getLogger("library").warning("a library warns")
"""


def lines(level: str, form: str = "json") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(level=level, form=form)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "", "standard output belongs to the command"
    return done.stderr.splitlines()


def events(level: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(level)]


@pytest.mark.slow
def test_an_event_is_one_json_line_on_standard_error() -> None:
    told, broken, library = events("info")
    assert (told["event"], told["n"], told["rollout_id"]) == ("told", 3, "r1")
    assert (told["level"], told["timestamp"][-1]) == ("info", "Z")
    assert "ZeroDivisionError" in broken["exception"]
    assert (library["event"], library["level"]) == ("a library warns", "warning")


@pytest.mark.slow
def test_events_below_the_level_are_not_written() -> None:
    assert [event["event"] for event in events("error")] == ["broken"]


@pytest.mark.slow
def test_text_is_one_plain_line_an_event_and_a_traceback_tells_no_values() -> None:
    first, *rest = lines("info", "text")
    assert "told" in first
    assert "rollout_id=r1" in first
    assert "\x1b" not in first, "no colours into a file"
    assert any(line.startswith("ZeroDivisionError") for line in rest)
    assert "a library warns" in rest[-1]
