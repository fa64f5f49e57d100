"""pandas: markup from text in memory only, and `eval` of checked expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd  # type: ignore[import-untyped]  # it has no stubs

from ...interpreter.policy_seam import PolicyError
from ..refusals import refuse_path

if TYPE_CHECKING:
    from collections.abc import Callable

_READERS: Final = ("read_html", "read_xml")
"""Readers whose parser may open a file below Python, where nothing sees it."""


_SOURCES: Final = ("filepath_or_buffer", "path_or_buf", "path_or_buffer", "io")
"""What pandas calls the first parameter of a reader."""


def _reader(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(pd, name)

    def read(*args: Any, **kwargs: Any) -> Any:
        place = args[0] if args else next((kwargs[key] for key in _SOURCES if key in kwargs), None)
        refuse_path(f"pd.{name}", place)
        return function(*args, **kwargs)

    read.__name__ = read.__qualname__ = name
    return read


def evaluate(expr: Any, *args: Any, **options: Any) -> Any:
    """Do what `pd.eval` does; the text itself is checked where pandas parses it."""
    if args:
        raise PolicyError("text", "pass the options of pd.eval by keyword")
    if "level" in options:
        raise PolicyError("text", "pd.eval may not look into other frames by 'level'")
    # One more than usual: this function's own frame lies between pandas and the caller's.
    return pd.eval(expr, level=1, **options)


def set_option(*args: Any, **kwargs: Any) -> None:
    """Do what `pd.set_option` does, but for the option that imports a module by name."""
    if any("backend" in str(name) for name in args[::2]):
        raise PolicyError("module-name", "the plotting backend cannot be chosen here")
    pd.set_option(*args, **kwargs)


NAMES: Final = {
    **{name: _reader(name) for name in _READERS},
    "eval": evaluate,
    "set_option": set_option,
}
