from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def no_log_handlers_of_the_tests() -> Iterator[None]:
    """In a worker no one logs but its session; here pytest does, to an open file."""
    handlers, logging.root.handlers = logging.root.handlers, []
    yield
    logging.root.handlers = handlers
