"""What SIGINT does while a command loads, and while it runs."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from sallyport.core.cli import interrupts


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_ends_a_command_that_loads_and_is_raised_in_one_that_runs() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts.end_at_once()
    assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
    interrupts.raise_again()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_it_is_ignored_it_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interrupts.end_at_once()
    interrupts.raise_again()
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
