"""Reading the configuration: file, environment variables and command line become ServerSettings."""

from __future__ import annotations

from .configuration import Configuration, resolve
from .origin import Assignment, Origin

__all__ = ["Assignment", "Configuration", "Origin", "resolve"]
