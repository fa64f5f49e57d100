"""Environment variables as assignments: SALLYPORT_POOL__SIZE=4 is `pool.size`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .origin import Assignment, Origin
from .yaml_text import load_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PREFIX: Final = "SALLYPORT_"

NOT_SETTINGS: Final = frozenset({"SALLYPORT_CONFIG", "SALLYPORT_API_KEY"})
"""Variables with our prefix that the command line reads itself."""


def from_variables(variables: Mapping[str, str], keys: Iterable[str]) -> Iterator[Assignment]:
    """Yield an assignment for each variable of ours, sorted by name; an empty one sets nothing.

    Names of variables have no case and no hyphens; `keys` are the real ones to tell by.
    """
    spelling = {_spelled(key): key for key in keys}
    for name in sorted(variables):
        if name.startswith(PREFIX) and name not in NOT_SETTINGS and variables[name]:
            spelled = name.removeprefix(PREFIX).lower().replace("__", ".")
            text = variables[name]
            origin = Origin("environment variable", name)
            yield Assignment(spelling.get(spelled, spelled), load_value(text), origin, text)


def _spelled(key: str) -> str:
    return key.lower().replace("-", "_")
