"""Everything that lives while the server does, and the order in which it comes and goes.

zygote (exec'd first, before any socket) ─▶ pools ─▶ service ─▶ routes
close: routes drain ─▶ sessions ─▶ pools ─▶ zygote
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping

from ...envs.environment import Environment
from ...sandbox.jail import Limits
from ...sandbox.jailer import Jailer
from ...sandbox.judges import Judges
from ...sandbox.notebook import code_options
from ...sandbox.pool import WorkerPool
from ...sandbox.proving import prove
from ...sandbox.setup import EnvironmentSetup
from ...sandbox.zygote import Zygote
from ...sandbox.zygotes import Zygotes
from ..config.environments import environment_for
from ..errors import ConfigurationError, NotReadyError
from ..sessions.rollouts import Rollouts
from ..sessions.service import SessionService
from ..settings import EnvironmentSettings, ServerSettings
from ..types import JsonObject
from .judging import JudgingService

_DRAIN_LOOK_S = 0.02
"""How often draining looks whether calls still run."""

JUDGES = "judges"
"""The name under which the judging pool reports; no environment may be served under it."""


class Runtime:
    """The live parts of one server. Make it before the server opens a socket."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.environments = {
            entry.name: _make_environment(entry) for entry in settings.environments
        }
        self.jailer = Jailer(settings.isolation.require, self._limits())
        self.level = self.jailer.level
        try:
            setups = tuple(_setup(entry) for entry in settings.environments)
            self.zygote = Zygotes(
                lambda: Zygote(setups, self.jailer.spec), settings.pool.max_forks_per_zygote
            )
        except BaseException:
            self.jailer.close()
            raise
        self.pools: Mapping[str, WorkerPool] = {}
        self._proven = False

    async def start(self) -> None:
        """Start pools and sweeper, in the running loop."""
        self.pools = {
            name: self._pool(name, environment) for name, environment in self.environments.items()
        }
        cores = os.cpu_count() or 1
        self._judging_pool = WorkerPool(
            self.zygote,
            "",
            self.settings.pool,
            self.jailer,
            shared=1,
            size=cores,
            max_frame_bytes=self.settings.calls.max_frame_bytes,
        )
        self.service = SessionService(self.settings, self.environments, self.pools)
        self.rollouts = {name: Rollouts(self.service, name) for name in self.environments}
        self.judging = JudgingService(
            self.service, Judges(self._judging_pool, self.settings.judging.deadline_s)
        )
        for pool in self._all_pools().values():
            pool.start()
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self.service.sweep_forever()),
            loop.create_task(self.service.freeze_forever()),
            loop.create_task(self.zygote.look_after_forever()),
        ]

    def _limits(self) -> Limits:
        """One zygote has one jail: the widest that any of its environments asks for."""
        asked = [
            code_options(environment.options).memory_limit_bytes
            for environment in self.environments.values()
            if environment.runs_untrusted_code
        ]
        memory = [bytes_ for bytes_ in asked if bytes_ is not None]
        return Limits(memory_bytes=max(memory)) if memory else Limits()

    def _pool(self, name: str, environment: Environment) -> WorkerPool:
        alone = environment.runs_untrusted_code
        return WorkerPool(
            self.zygote,
            name,
            self.settings.pool,
            self.jailer,
            checkpoints=alone and self.settings.calls.checkpoint and self.jailer.forks,
            shared=0 if alone else self.settings.pool.sessions_per_worker,
            size=None if alone else os.cpu_count() or 1,
            max_frame_bytes=self.settings.calls.max_frame_bytes,
        )

    def _all_pools(self) -> dict[str, WorkerPool]:
        return {**self.pools, JUDGES: self._judging_pool}

    async def wait_ready_or_fail(self) -> None:
        """Wait until every pool has been filled once and the jail has been proven.

        Raises NotReadyError, naming the cause, when workers cannot be started or the jail leaks.
        """
        for name, pool in self._all_pools().items():
            await pool.filled()
            if pool.failure:
                raise NotReadyError(f"the workers of {name} cannot be started: {pool.failure}")

        await self._prove()

    async def _prove(self) -> None:
        """Attack the jail from a judge's worker: all workers are jailed alike."""
        await prove(self._judging_pool, self.jailer)
        self._proven = True

    async def drain(self) -> None:
        """Take no new sessions, and let calls in flight finish for up to `drain_s`."""
        self.service.draining = True
        end = time.monotonic() + self.settings.drain_s
        # Looked at, not waited for: the sweep of states is the one truth about what runs.
        while time.monotonic() < end and any(  # noqa: ASYNC110
            session.state == "busy" for session in self.service.registry.live.values()
        ):
            await asyncio.sleep(_DRAIN_LOOK_S)

    async def stop(self) -> None:
        """End everything and wait until no process is left."""
        await self.drain()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.service.close_all()
        await asyncio.gather(*(pool.stop() for pool in self._all_pools().values()))
        self.close()

    def close(self) -> None:
        """End the zygote; for a runtime that was never started, all there is."""
        self.zygote.close()
        self.jailer.close()

    def isolation(self) -> JsonObject:
        """The level in force, what it is made of, and what could not be had."""
        return {
            "level": self.level,
            "mechanisms": self.jailer.mechanisms,
            "missing": self.jailer.missing,
        }

    def readiness(self) -> tuple[bool, JsonObject]:
        """Whether sessions can be had now, and the state of each pool."""
        pools = self._all_pools()
        ready = (
            self._proven
            and not self.service.draining
            and all(pool.ready for pool in pools.values())
        )
        shown = {
            name: pool.counts() | ({"failure": pool.failure} if pool.failure else {})
            for name, pool in pools.items()
        }
        return ready, {
            "draining": self.service.draining,
            "sessions": len(self.service.registry.live),
            "pools": shown,
            "isolation": self.isolation(),
        }


def _make_environment(entry: EnvironmentSettings) -> Environment:
    from .rollout_routes import CONTROL_ROUTES

    environment = environment_for(entry)
    taken = [tool.name for tool in environment.tools if tool.name in CONTROL_ROUTES]
    if taken or entry.name in CONTROL_ROUTES | {JUDGES}:
        raise ConfigurationError(
            f"{(taken or [entry.name])[0]!r} is a control route; no tool or server may be named so"
        )
    return environment


def _setup(entry: EnvironmentSettings) -> EnvironmentSetup:
    return EnvironmentSetup(entry.name, entry.environment, entry.entrypoint, entry.options)
