"""What became of judging a case: a verdict, or the error instead, as values to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ...core.errors import FaultyVerifierError
from ...core.types import Verdict
from ..contract import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .case import Case
    from .subject import Subject

MAX_DEPTH = 8
"""Details within details that are searched for an open question; no combination is deeper."""


class Outcome(msgspec.Struct, frozen=True):
    """One of the two is None; a verifier of somebody's own may return or raise anything."""

    verdict: Verdict | None
    error: Exception | None

    def told(self) -> str:
        """Return all of it as one text: same text, same outcome."""
        if self.verdict is None:
            return f"raised {type(self.error).__name__}"
        try:
            return msgspec.json.encode(self.verdict, order="deterministic").decode()
        # Details of a broken verifier hold anything; `well_formed` is the law that minds.
        except Exception:  # noqa: BLE001
            return repr(self.verdict)

    def earned(self) -> str:
        """Return what of it trains: the reward, and whether it is a success."""
        if self.verdict is None:
            return self.told()
        return repr((self.verdict.reward, self.verdict.passed))

    def shares(self) -> str:
        """Return what it earned, and each component."""
        if self.verdict is None:
            return self.told()
        return repr((self.earned(), sorted(self.verdict.components.items())))

    @property
    def waits(self) -> bool:
        """Whether the verdict is not the last word: it needs an answer from outside."""
        return self.verdict is not None and any(_marks(self.verdict.details, MAX_DEPTH))


def outcome_of(subject: Subject, case: Case) -> Outcome:
    """Judge a case, whatever comes of it."""
    try:
        verdict: object = subject.judge(case)
    # What is judged here is the verifier: any error of it is the outcome that laws look at.
    except Exception as error:  # noqa: BLE001
        return Outcome(None, error)
    if isinstance(verdict, Verdict):
        return Outcome(verdict, None)
    return Outcome(None, FaultyVerifierError(f"the verifier: {fault_of(verdict)}"))


def _marks(details: Mapping[str, object], depth: int) -> Iterator[bool]:
    """Whether a question is open, here and in parts of a combination."""
    yield any(key.startswith("open_") for key in details if isinstance(key, str))
    yield details.get("undecided") is True
    for inner in details.values():
        if isinstance(inner, dict) and depth:
            yield from _marks(inner, depth - 1)
