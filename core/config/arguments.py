"""Command-line arguments as assignments: `--set pool.size=4`."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigurationError
from .origin import Assignment, Origin
from .yaml_text import load_value


def from_set(argument: str) -> Assignment:
    """Read one `key=value`. Raises ConfigurationError when it has another form."""
    key, equals, text = argument.partition("=")
    if not equals or not key.strip():
        raise ConfigurationError(f"--set {key}: write key=value, such as --set pool.size=4")
    return Assignment(key.strip(), load_value(text), Origin("--set", key.strip()), text)


def from_flag(flag: str, key: str, value: Any) -> Assignment:
    """Make the assignment of a flag of its own, such as `--port 9001`."""
    return Assignment(key, value, Origin("command line", f"{flag} {value}"))
