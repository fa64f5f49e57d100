"""What a process had before its session's first cell: the rest is the session's."""

from __future__ import annotations

import logging
import sys
from typing import NamedTuple


class Before(NamedTuple):
    """`modules`: how many were imported; `handlers`: the log handlers there were, by id."""

    modules: int
    handlers: frozenset[int]

    @classmethod
    def now(cls) -> Before:
        """Look at this process."""
        return cls(len(sys.modules), frozenset(id(each) for each in _handlers()))

    def imported_since(self) -> list[str]:
        """Return the names of modules that were imported later."""
        return list(sys.modules)[self.modules :]


def loggers() -> dict[str, logging.Logger]:
    """Return all loggers by name, the root's is empty."""
    known = logging.root.manager.loggerDict.items()
    named = {name: logger for name, logger in known if isinstance(logger, logging.Logger)}
    return {"": logging.root, **named}


def _handlers() -> list[logging.Handler]:
    return [handler for logger in loggers().values() for handler in logger.handlers]
