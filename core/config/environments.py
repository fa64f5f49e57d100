"""From an environment's settings to the environment."""

from __future__ import annotations

from ...envs.environment import Environment
from ...envs.registry import environment_of, load_entrypoint
from ..settings import EnvironmentSettings


def environment_for(settings: EnvironmentSettings) -> Environment:
    """Make the environment that the settings describe. Raises ConfigurationError."""
    if settings.entrypoint is not None:
        return load_entrypoint(settings.entrypoint, settings.options, settings.environment)
    return environment_of(settings.environment, settings.options)
