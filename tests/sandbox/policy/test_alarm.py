"""The audit hook: files and processes below a program's frames, and nothing else."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from sallyport.sandbox.policy.refusals import FileRefusedError
from tests.sandbox.policy.cells import Session


def test_a_library_that_writes_for_a_program_is_stopped(session: Session, tmp_path: Path) -> None:
    place = tmp_path / "x.csv"
    with pytest.raises(PermissionError, match="Permission denied"):
        session.run(f"pd.DataFrame({{'a': [1]}}).to_csv({str(place)!r})")
    assert not place.exists()


def test_a_library_that_reads_for_a_program_is_stopped(session: Session, tmp_path: Path) -> None:
    place = tmp_path / "x.txt"
    place.write_text("1")
    session.names["opener"] = lambda: place.read_text()
    with pytest.raises(FileNotFoundError):
        session.run("opener()")


def test_the_code_around_a_program_is_not_touched(session: Session, tmp_path: Path) -> None:
    session.run("x = 1")
    (tmp_path / "y").write_text("2")
    assert (tmp_path / "y").read_text() == "2"


def test_a_library_may_import_and_read_its_own_data(session: Session) -> None:
    sys.modules.pop("colorsys", None)
    session.run("import colorsys, zoneinfo\nz = str(zoneinfo.ZoneInfo('Europe/Berlin'))")
    assert session.names["z"] == "Europe/Berlin"


def test_a_thread_of_the_program_is_the_programs(session: Session, tmp_path: Path) -> None:
    place = tmp_path / "z"
    session.names["write"] = place.write_text
    hooks: list[BaseException | None] = []
    before = threading.excepthook
    threading.excepthook = lambda arguments: hooks.append(arguments.exc_value)
    try:
        session.run(
            "import threading\nt = threading.Thread(target=write, args=('x',))\nt.start(); t.join()"
        )
    finally:
        threading.excepthook = before
    assert not place.exists()
    assert isinstance(hooks[0], PermissionError)


@pytest.mark.parametrize("action", ["os.system", "subprocess.Popen", "socket.connect"])
def test_actions_are_refused_whoever_asks(session: Session, action: str) -> None:
    session.names["act"] = lambda: sys.audit(action, "x", "y", "z", "w")
    with pytest.raises(FileRefusedError):
        session.run("act()")
    sys.audit(action, "x", "y", "z", "w")


def test_byte_code_cannot_be_made_by_a_program(session: Session) -> None:
    session.names["code"] = (lambda: 1).__code__
    with pytest.raises(FileRefusedError):
        session.run("type(lambda: 0)(code, {})")
