"""numpy's readers and writers of text: from and to objects in memory only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..refusals import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable


def refuse_path(function: str, place: object) -> None:
    """Raise FileRefusedError if `place` names a file or an address."""
    if isinstance(place, str | bytes | int | os.PathLike):
        raise FileRefusedError(
            "file",
            f"{function} cannot use the file {place!r}: files are not available here",
            hint="Use io.StringIO or io.BytesIO.",
        )


def _by_keyword(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Wrap a numpy function whose first parameter is `fname`."""

    def checked(*args: Any, **kwargs: Any) -> Any:
        refuse_path(name, args[0] if args else kwargs.get("fname"))
        return function(*args, **kwargs)

    checked.__name__ = checked.__qualname__ = function.__name__
    return checked


NAMES: Final = {
    name: _by_keyword(getattr(np, name), f"np.{name}")
    for name in ("loadtxt", "genfromtxt", "savetxt")
}
