"""Judges of a command's own, with no server around them: a zygote, its jail, and the pools.

own_judges(settings, served) ─▶ zygote ─▶ JudgePools ─▶ Judges, for as long as the block
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from ..core.errors import NotReadyError
from .jail import Level, Limits
from .jailer import Jailer
from .judge_pools import JudgePools
from .setup import EnvironmentSetup
from .zygote import Zygote
from .zygotes import Zygotes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ..core.settings import EnvironmentSettings, ServerSettings
    from ..envs.environment import Environment
    from .judges import Judges

_LEAST: Final[Level] = "limits"
"""Judges run nobody's code: they get the strongest jail of the machine, and need only limits."""


def setup_of(entry: EnvironmentSettings, name: str | None = None) -> EnvironmentSetup:
    """Return what a zygote is told of an environment, under its own name or another."""
    return EnvironmentSetup(name or entry.name, entry.environment, entry.entrypoint, entry.options)


@contextlib.asynccontextmanager
async def own_judges(
    settings: ServerSettings, served: Sequence[tuple[EnvironmentSetup, Environment]]
) -> AsyncIterator[Judges]:
    """Start judges of the `served` environments, and end them with the block.

    Raises ConfigurationError where not even limits can be had, NotReadyError when judges cannot be
    started.
    """
    require: Level = "none" if settings.isolation.require == "none" else _LEAST
    with contextlib.closing(Jailer(require, Limits())) as jailer:
        setups = tuple(setup for setup, _ in served)
        environments = [environment for _, environment in served]
        zygotes = Zygotes(
            lambda: Zygote(setups, jailer.spec, judges_only=True),
            settings.pool.max_forks_per_zygote,
        )
        with contextlib.closing(zygotes):
            pools = JudgePools(zygotes, jailer, settings, environments)
            pools.start()
            looking = asyncio.get_running_loop().create_task(zygotes.look_after_forever())
            try:
                await pools.judging.filled()
                if pools.judging.failure:
                    raise NotReadyError(f"judges cannot be started: {pools.judging.failure}")
                yield pools.judges
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
                await pools.stop()
