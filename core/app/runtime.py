"""Everything that lives while the server does, and the order in which it comes and goes.

zygote (exec'd first, before any socket) ─▶ pools ─▶ service ─▶ routes
close: calls end ─▶ sessions ─▶ routes ─▶ pools ─▶ zygote
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Final

from ...envs.environment import Environment
from ...sandbox.jail import Limits
from ...sandbox.jailer import Jailer
from ...sandbox.judge_pools import JUDGES, SYMBOLIC, JudgePools
from ...sandbox.notebook import code_options
from ...sandbox.pool import WorkerPool
from ...sandbox.proving import prove
from ...sandbox.setup import EnvironmentSetup
from ...sandbox.zygote import Zygote
from ...sandbox.zygotes import Zygotes
from ..config.environments import environment_for
from ..errors import ConfigurationError, NotReadyError
from ..judge_model import ModelJudging, judges_of
from ..sessions.rollouts import Rollouts
from ..sessions.service import SessionService
from ..settings import EnvironmentSettings, ServerSettings
from ..types import JsonObject
from .access import ApiKeys, check_host, configured_keys
from .background import every
from .judging import JudgingService

_DRAIN_LOOK_S: Final = 0.02
"""How often draining looks whether calls still run."""

_SWEEP_S: Final = 1.0
"""How often expiry is looked for; sessions live for minutes, a second late is early enough."""


class Runtime:
    """The live parts of one server. Make it before the server opens a socket."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.keys = ApiKeys(configured_keys(settings.auth))
        check_host(settings, self.keys)
        self.environments = {
            entry.name: _make_environment(entry) for entry in settings.environments
        }
        self._chosen_judges = judges_of(self.environments)
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
        self._drained = False

    async def start(self) -> None:
        """Start pools and sweeper, in the running loop."""
        self.pools = {
            name: self._pool(name, environment) for name, environment in self.environments.items()
        }
        self._judging = JudgePools(
            self.zygote, self.jailer, self.settings, self.environments.values()
        )
        self.service = SessionService(self.settings, self.environments, self.pools)
        self.rollouts = {name: Rollouts(self.service, name) for name in self.environments}
        self._models = ModelJudging(self._judging.judges, self._chosen_judges)
        self.judging = JudgingService(self.service, self._models)
        for pool in self._all_pools().values():
            pool.start()
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(work) for work in self._background()]

    def _background(self) -> list[Coroutine[None, None, None]]:
        sweeper = self.service.sweeper
        freeze_after_s = self.settings.calls.freeze_after_s
        return [
            every(_SWEEP_S, lambda: sweeper.sweep(time.monotonic())),
            every(freeze_after_s, lambda: sweeper.freeze(time.monotonic())),
            self.zygote.look_after_forever(),
        ]

    def _limits(self) -> Limits:
        """One zygote has one jail: the widest that any of its environments asks for."""
        asked = [
            code_options(environment.options).memory_limit_bytes
            for environment in self.environments.values()
            if environment.runs_untrusted_code
        ]
        memory = [bytes_ for bytes_ in asked if bytes_ is not None]
        chosen = self.settings.limits
        return Limits(
            memory_bytes=max(memory, default=Limits().memory_bytes),
            tasks=chosen.processes,
            open_files=chosen.open_files,
            scratch_bytes=chosen.scratch_bytes,
            scratch_files=chosen.scratch_files,
            file_bytes=chosen.file_bytes,
            stack_bytes=chosen.stack_bytes,
        )

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
            # Asked once the service is there, which the pools are made before.
            hindrance=lambda making: self.service.admission.short_of_memory(making),
        )

    def _all_pools(self) -> dict[str, WorkerPool]:
        return {**self.pools, **self._judging.pools}

    async def wait_ready_or_fail(self) -> None:
        """Wait until every pool has been filled once and the jail has been proven.

        Raises NotReadyError, naming the cause, when workers cannot be started or the jail leaks.
        """
        for name, pool in self._all_pools().items():
            await pool.filled()
            if pool.failure:
                raise NotReadyError(f"the workers of {name} cannot be started: {pool.failure}")

        await self._prove()

    def starting(self) -> JsonObject:
        """What a start waits for: the zygote, pools that are not full yet, or the jail's proof."""
        pools = self._all_pools()
        return {
            "zygote_ready": self.zygote.ready,
            "zygote_pid": self.zygote.pid,
            "unfilled": {n: pool.counts() for n, pool in pools.items() if not pool.ready},
            "proven": self._proven,
        }

    async def _prove(self) -> None:
        """Attack the jail from a judge's worker: all workers are jailed alike."""
        await prove(self._judging.judging, self.jailer)
        self._proven = True

    async def drain(self, requests: Callable[[], object] = lambda: None) -> None:
        """Take no new sessions, let calls in flight finish for up to `drain_s`, close all sessions.

        It waits for `requests` too, which says whether any is being answered. Idempotent.
        """
        self.service.draining = True
        end = time.monotonic() + self.settings.drain_s
        # Looked at, not waited for: the sweep of states is the one truth about what runs.
        while time.monotonic() < end and not self._drained and (self._busy() or requests()):  # noqa: ASYNC110
            await asyncio.sleep(_DRAIN_LOOK_S)
        self._drained = True
        for pool in self._all_pools().values():
            pool.refuse_waiting()
        await self.service.close_all()

    def hurry(self) -> None:
        """Wait for no call any longer when draining."""
        self._drained = True

    def _busy(self) -> bool:
        return any(session.state == "busy" for session in self.service.registry.live.values())

    async def stop(self) -> None:
        """End everything and wait until no process is left."""
        await self.drain()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._models.close()
        await self.service.observer.close()
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
        """Whether sessions can be had now or soon, and the state of each pool.

        A server that is full is ready, for sessions end; one short of memory is not.
        """
        pools = self._all_pools()
        ready = (
            self._proven
            and not self.service.draining
            and self.service.admission.has_memory
            and all(pool.ready for pool in pools.values())
        )
        shown = {
            name: pool.counts() | ({"failure": pool.failure} if pool.failure else {})
            for name, pool in pools.items()
        }
        return ready, {
            "draining": self.service.draining,
            "sessions": len(self.service.registry.live),
            "waiting": self.service.waiting.count.total(),
            "admission": self.service.admission.shown(),
            "pools": shown,
            "isolation": self.isolation(),
        }


def _make_environment(entry: EnvironmentSettings) -> Environment:
    from .rollout_routes import CONTROL_ROUTES

    environment = environment_for(entry)
    taken = [tool.name for tool in environment.tools if tool.name in CONTROL_ROUTES]
    if taken or entry.name in CONTROL_ROUTES | {JUDGES, SYMBOLIC}:
        raise ConfigurationError(
            f"{(taken or [entry.name])[0]!r} is a control route; no tool or server may be named so"
        )
    return environment


def _setup(entry: EnvironmentSettings) -> EnvironmentSetup:
    return EnvironmentSetup(entry.name, entry.environment, entry.entrypoint, entry.options)
