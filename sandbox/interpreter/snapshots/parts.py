"""What of an interpreter is written and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from ..before import Before
    from ..policy_seam import Policy
    from ..source_lines import SourceLines
    from ..surroundings import Surroundings

Token: TypeAlias = tuple[str, ...]
"""The name under which an object is found again instead of being copied."""


@dataclass(frozen=True)
class Parts:
    """An interpreter's parts, live. `number`: cells run so far; `scratch`: its private folder.

    `before`: what its process had before it.
    """

    main: ModuleType
    builtins: dict[str, Any] | ModuleType
    policy: Policy
    lines: SourceLines
    surroundings: Surroundings
    number: int
    before: Before
    scratch: Path | None = None

    @property
    def namespace(self) -> dict[str, Any]:
        """The cells' global variables."""
        return vars(self.main)


@runtime_checkable
class KeepsOwn(Protocol):
    """A policy with objects of its own that programs hold: they are named, never copied."""

    def anchors(self) -> dict[int, Token]:
        """Return the token of each such object by its id; they live as long as the policy."""
        ...

    def anchored(self, token: Token) -> Any:
        """Return the object of a token that another policy of this kind gave. Raises KeyError."""
        ...

    def memory(self) -> Any:
        """Return what the policy has learned of the program: plain values."""
        ...

    def recall(self, memory: Any) -> None:
        """Take over what another policy of this kind had learned."""
        ...
