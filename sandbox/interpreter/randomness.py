"""Giving a session its own random numbers: forked workers begin with equal generators."""

from __future__ import annotations

import random
import sys


def seed_generators(seed: int) -> None:
    """Seed the global generators of `random` and, where it is loaded, of `numpy.random`.

    `seed` is any non-negative integer. Generators made by `numpy.random.default_rng()` and
    `secrets` draw from the system and need none.
    """
    random.seed(seed)
    if "numpy" in sys.modules:
        import numpy as np

        # The legacy generator takes words of 32 bits; all 64 of a session's seed count.
        # One word more, as both are the Mersenne Twister: the same key would give the same numbers.
        np.random.seed([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF, 1])
