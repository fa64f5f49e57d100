"""From an environment's settings to the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...envs.registry import environment_of, load_entrypoint

if TYPE_CHECKING:
    from ...envs.environment import Environment
    from ..settings import EnvironmentSettings


def environment_for(settings: EnvironmentSettings) -> Environment:
    """Make the environment that the settings describe. Raises ConfigurationError."""
    if settings.entrypoint is not None:
        return load_entrypoint(settings.entrypoint, settings.options, settings.environment)
    return environment_of(settings.environment, settings.options)
