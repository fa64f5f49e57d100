"""From an environment's settings to the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ...envs.registry import environment_of, load_entrypoint
from ...verifiers.registry import verifier_of

if TYPE_CHECKING:
    from ...envs.environment import Environment
    from ..settings import EnvironmentSettings


def environment_for(settings: EnvironmentSettings) -> Environment:
    """Make the environment that the settings describe.

    Raises ConfigurationError, also for the name of a verifier that there is not: that is told
    before anything starts, and not with the first verdict.
    """
    if settings.entrypoint is not None:
        made = load_entrypoint(settings.entrypoint, settings.options, settings.environment)
    else:
        made = environment_of(settings.environment, settings.options)
    verifier_of(made.verifier, msgspec.to_builtins(made.options))
    return made
