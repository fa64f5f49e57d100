"""Every attack on the service, by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.attacks.service import (
    across,
    checkpoints,
    copies,
    idling,
    impersonating,
    killing,
    protocol,
    reading,
    sources,
    starving,
    unpickling,
)

if TYPE_CHECKING:
    from tests.attacks.service.attack import Attack

CORPUS: Final[dict[str, tuple[Attack, ...]]] = {
    module.KIND: module.ATTACKS
    for module in (
        unpickling,
        protocol,
        impersonating,
        reading,
        killing,
        across,
        checkpoints,
        copies,
        sources,
        idling,
        starving,
    )
}
