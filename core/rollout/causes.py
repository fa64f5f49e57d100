"""Why rollouts are not valid: how many by each cause, and one example of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..types import JsonObject

MAX_REASON_CHARS: Final = 500
"""Of an example's reason; the whole of it is in the row."""


class Causes:
    """Counts causes, and keeps the first example of each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, cause: str, where: str, reason: object) -> None:
        """Count one rollout; `where` names it for a person, `reason` is its `failure_reason`."""
        self._counts[cause] += 1
        if cause not in self._examples:
            said = " ".join(str(reason).split()).removeprefix(f"{cause}: ")
            self._examples[cause] = f"{cause}, {where}: {said[:MAX_REASON_CHARS]}"

    def __bool__(self) -> bool:
        """Whether anything was not valid."""
        return bool(self._counts)

    @property
    def total(self) -> int:
        """How many are not valid."""
        return self._counts.total()

    def figures(self) -> JsonObject:
        """Return the counts for a table, the most common first."""
        return {f"  {cause}": count for cause, count in self._counts.most_common()}

    def examples(self) -> list[str]:
        """Return the example of each cause as a line, the most common cause first."""
        return [self._examples[cause] for cause, _ in self._counts.most_common()]
