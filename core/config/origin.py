"""Where a setting's value comes from, and what one source says."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from ..errors import ConfigurationError

Layer: TypeAlias = Literal["default", "file", "environment variable", "--set", "command line"]
"""The sources of values, weakest first; of two assignments of one layer the later holds."""


class Origin(msgspec.Struct, frozen=True):
    """A source: its layer, and where in it (a file's path, a variable's name, an argument)."""

    layer: Layer
    where: str = ""

    def __str__(self) -> str:
        if self.layer == "--set":
            return f"--set {self.where}"
        if self.layer == "command line":
            return self.where
        return f"{self.layer} {self.where}".rstrip()


DEFAULT = Origin("default")


class Assignment(msgspec.Struct, frozen=True):
    """One source gives one value to one key.

    `key` is as the operator wrote it, dots between its parts. `value` is what YAML makes of it;
    `text` is the very text where there was one, for settings that want text.
    """

    key: str
    value: Any
    origin: Origin
    text: str | None = None

    def error(self, message: str) -> ConfigurationError:
        """Make the error that names this assignment's source."""
        return ConfigurationError(f"{self.origin}: {message}")
