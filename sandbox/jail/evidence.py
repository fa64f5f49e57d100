"""What a probe worker's attack proves: the level that may be claimed, whatever was configured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import probe
from .spec import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORKS: Final = "works"


def probe_cell(canary: str) -> str:
    """Return the source that a probe worker runs, policy off; it prints its results as JSON.

    `canary`: an absolute path outside the jail that the server itself can read.
    """
    text = Path(probe.__file__).read_text(encoding="utf-8")
    return f"{text}\n\nreport({canary!r})\n"


def expected() -> frozenset[str]:
    """Return the names of all probes: results that lack one prove nothing."""
    return frozenset({*probe.probes("/"), *probe.works()})


def failures(results: Mapping[str, str], level: Level) -> list[str]:
    """Name each probe that level `level` demands and that did not end as it must."""
    wanted = LEVELS[1 : LEVELS.index(level) + 1]
    found = []
    for name in sorted(expected()):
        rank = name.partition(":")[0]
        told = results.get(name, "not tried")
        if rank == _WORKS:
            bad = level == "namespaces" and told != _WORKS
        else:
            bad = rank in wanted and not told.startswith("refused")
        if bad:
            found.append(f"{name}: {told}")
    return found


def level_of(results: Mapping[str, str]) -> Level:
    """Return the strongest level that the results of a probe worker prove."""
    return next(level for level in reversed(LEVELS) if not failures(results, level))
