"""`logging`: with templates that cannot read attributes of attributes."""

from __future__ import annotations

import logging
from typing import Any, Final

from ...interpreter.policy_seam import PolicyError
from ..templates import check_template


def _check_style(style: str, fmt: str | None) -> None:
    if style == "{" and isinstance(fmt, str):
        check_template(str.__str__(fmt))
    elif style not in {"%", "$", "{"}:
        raise PolicyError("format-field", "the style of a log format is '%', '$' or '{'")


class Formatter(logging.Formatter):
    """Does what `logging.Formatter` does."""

    __module__ = "logging"

    def __init__(
        self, fmt: str | None = None, datefmt: str | None = None, style: Any = "%"
    ) -> None:
        _check_style(style, fmt)
        super().__init__(fmt, datefmt, style)


def basicConfig(**options: Any) -> None:  # noqa: N802  # the library's name
    """Do what `logging.basicConfig` does."""
    _check_style(options.get("style", "%"), options.get("format"))
    logging.basicConfig(**options)


NAMES: Final = {"Formatter": Formatter, "basicConfig": basicConfig}
