"""A running service: each attack by HTTP on a session of its own, with `policy: none`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sallyport.sandbox.jail import detect
from tests.attacks.service.attack import Outcome
from tests.attacks.service.corpus import CORPUS
from tests.attacks.service.fortress import fortress
from tests.attacks.service.siege import Siege

from .result import Result

LAYER = "service"

_LEVEL = "namespaces"
"""Where jails may fork: the attacks are on checkpoints, too."""


class _Standing:
    """The server under attack, started for the first class and kept for the others."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._siege: Siege | None = None

    def siege(self) -> Siege:
        """Return the siege of the one server."""
        if self._siege is None:
            self._siege = Siege(self._stack.enter_context(fortress()))
        return self._siege

    def close(self) -> None:
        """Stop the server; idempotent."""
        self._siege = None
        self._stack.close()


_standing = _Standing()


def classes() -> list[str]:
    """Return the names of the classes."""
    return list(CORPUS)


def run(kind: str) -> Iterator[Result]:
    """Make the attacks of one class; the last result is of what it left behind."""
    attacks = CORPUS[kind]
    level = detect().level
    if level != _LEVEL:
        reason = f"needs isolation level {_LEVEL}; this machine gives {level}"
        yield from (Result(LAYER, kind, each.name, "not run", reason) for each in attacks)
        return
    siege = _standing.siege()
    siege.begin()
    for outcome in siege.run(attacks):
        yield _told(kind, outcome)
    if left := siege.end():
        yield Result(LAYER, kind, "(afterwards)", "breach", "; ".join(left))


def close() -> None:
    """Stop the server."""
    _standing.close()


def _told(kind: str, outcome: Outcome) -> Result:
    name = outcome.attack.removeprefix(f"{kind}-")
    took = outcome.duration_s
    if outcome.breach:
        return Result(LAYER, kind, name, "breach", outcome.breach, took)
    return Result(LAYER, kind, name, "refused" if outcome.refused else "held", duration_s=took)
