"""What an attack on the service is, and how it may end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import msgspec

from sallyport.core.types import ExecutionStatus

if TYPE_CHECKING:
    from tests.attacks.service.fortress import Fortress

Later: TypeAlias = Literal["goes_on", "lost", "either", "spoilt"]
"""What the attacker's session must be afterwards: as before the attack; lost; any of the two; or a
liar about itself, in the one shape of replies, whose verdicts are right all the same."""

OBSERVED: Final[tuple[str, ...]] = get_args(ExecutionStatus)
"""What the status of an observation may be."""


class CellAttack(msgspec.Struct, frozen=True):
    """Cells of one session, run in order over HTTP, any Python allowed.

    `success`: what it would look like if it worked. `endings`: the names (an observation's status,
    an error's type) under which the last cell may end. A cell that prints BREACH has got what it
    must not; one that prints HELD was refused. `hurried`: with the short time limit. `pause_s`:
    how long the session is left to itself before it is looked at again.
    """

    kind: str
    name: str
    success: str
    cells: tuple[str, ...]
    endings: tuple[str, ...] = ("ok",)
    later: Later = "goes_on"
    hurried: bool = False
    pause_s: float = 0.0

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.name}"


class DoorAttack(msgspec.Struct, frozen=True):
    """Something that a client does; `act` returns how it ended and raises what it got.

    `told_no`: it is refused, rather than let run and contained.
    """

    kind: str
    name: str
    success: str
    act: Callable[[Fortress], str]
    told_no: bool = True

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.name}"


Attack: TypeAlias = CellAttack | DoorAttack


class BreachError(AssertionError):
    """An attack worked, or what became of it has no name; the message says what was seen."""


class Outcome(msgspec.Struct, frozen=True):
    """What one attack came to. `breach` says what it got, empty when it was held.

    `ending` is the name that the service gave to its end. `refused`: it was told no, rather than
    let run and contained.
    """

    attack: str
    ending: str
    breach: str = ""
    refused: bool = False
    duration_s: float = 0.0
