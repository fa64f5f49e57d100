"""Sallyport: a resources server for reinforcement learning of language-model agents."""

from __future__ import annotations

from .core.types import Execution as Execution
from .core.types import Observation as Observation
from .core.types import Task as Task
from .core.types import ToolCall as ToolCall
from .core.types import Verdict as Verdict

__version__ = "0.1.0"
