"""The faulty world, forked off a zygote that holds more descriptors than select(2) can name."""

from __future__ import annotations

import os
import resource
from typing import ClassVar

from sallyport.envs.environment import World, WorldContext
from tests.worlds.faulty import Faulty, FaultyWorld

HELD = 1200
"""Descriptors of the zygote: what it holds for so many live workers, and beyond 1,023."""

BREAKS = "break the worker's own code"
"""A text after which the next rehearsal, which is the worker's and no cell's, fails."""


class CrowdedWorld(FaultyWorld):
    """Gets a checkpoint after every call."""

    @property
    def repeatable(self) -> bool:
        return False

    def rehearse(self) -> None:
        if BREAKS in self.kept:
            raise RuntimeError("the rehearsal of the test went wrong")


class Crowded(Faulty):
    """The environment `crowded`."""

    name: ClassVar[str] = "crowded"

    def warm(self) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        null = os.open("/dev/null", os.O_RDONLY)
        for _ in range(HELD):
            os.dup(null)

    def open(self, context: WorldContext) -> World:
        return CrowdedWorld()
