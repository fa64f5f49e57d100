"""A crowd of sessions at a real server: opened, asked, called at a rate, closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.soak_runs.crowd import Crowd, Failures
from scripts.watched.told import Told
from tests.serving import served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("crowd") / "server.yaml"
    with served("math_with_code", file=Path(file)) as address:
        yield address


def test_every_session_knows_its_number_until_it_is_closed(base: str) -> None:
    crowd, failures = Crowd(base, 6), Failures()
    crowd.open(failures)
    assert Told(base).sessions() == 6
    crowd.ask(failures)
    times = crowd.call_at(100, 0.3, failures)
    assert (failures.count, len(times)) == (0, 30)
    assert all(0 < each < 30 for each in times)
    crowd.close(failures)
    assert (failures.count, Told(base).sessions()) == (0, 0)


def test_a_session_that_forgot_its_number_is_counted_by_its_cause(base: str) -> None:
    crowd, failures = Crowd(base, 3), Failures()
    crowd.open(failures)
    crowd.sessions[1].number = 77
    crowd.ask(failures)
    assert failures.count == 1
    [cause] = failures.causes
    assert "does not know its number" in cause
    crowd.close(failures)


def test_a_cookie_that_is_none_fails_alone(base: str) -> None:
    crowd, failures = Crowd(base, 3), Failures()
    crowd.open(failures)
    kept, crowd.sessions[0].cookie = crowd.sessions[0].cookie, "sallyport=forged"
    crowd.ask(failures)
    assert failures.count == 1
    crowd.sessions[0].cookie = kept
    crowd.close(failures)
    assert failures.count == 1
