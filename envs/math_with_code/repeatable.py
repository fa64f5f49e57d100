"""Whether a cell, run again from the same state, would do the same: told from its words.

What a notebook computes follows from its cells, but for what they draw from the moment: clocks,
the system's random numbers, addresses, threads, the process. A session that may have drawn from
one of these is brought back from a checkpoint only; every other by running its cells again.

Words are looked for in the source text, comments and strings included: a word too many costs a
checkpoint. Who hides the word from this search deceives nobody but the own session, whose cells,
run again, must still show what they showed before.
"""

from __future__ import annotations

import re
from typing import Final

_CLOCKS: Final = """
    time timeit time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time clock
    clock_gettime gettimeofday now today utcnow
"""
_SYSTEMS_RANDOMNESS: Final = """
    secrets uuid uuid1 uuid4 urandom getrandom SystemRandom
    SeedSequence PCG64 PCG64DXSM MT19937 Philox SFC64 qmc
    differential_evolution dual_annealing basinhopping shgo bootstrap permutation_test
    monte_carlo_test kmeans kmeans2 svds eigs eigsh lobpcg interpolative
"""
"""Also functions of scipy that make a generator of their own."""

_ADDRESSES: Final = "id object addressof"

_BESIDE_THE_CELL: Final = """
    threading Thread Timer _thread concurrent ThreadPoolExecutor multiprocessing asyncio
    signal subprocess fork gc weakref
"""
_MACHINE: Final = """
    os posix platform resource socket mmap tracemalloc psutil open tempfile pathlib Path shutil glob
    getmtime st_mtime
"""

_DRAWING: Final = frozenset(
    " ".join((_CLOCKS, _SYSTEMS_RANDOMNESS, _ADDRESSES, _BESIDE_THE_CELL, _MACHINE)).split()
)

_GENERATORS: Final = frozenset({"seed", "default_rng", "RandomState", "Random"})
"""Draw from the system unless they are given a seed."""

_UNSEEDED: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(_GENERATORS))})\b"
    r"(?!\s*\(\s*(?:seed\s*=\s*)?\d+\s*\)|\s*=\s*\d+\s*\))"
)
"""One of them, not followed by a plain number as the only argument."""

_WORD: Final = re.compile(r"[^\W\d]\w*")


def is_repeatable(source: str) -> bool:
    """Return whether `source`, run again from an equal state, does and shows the same.

    >>> is_repeatable("import random; random.seed(7); x = random.random()")
    True
    >>> is_repeatable("import time; started = time.time()")
    False
    """
    words = set(_WORD.findall(source))
    if not _DRAWING.isdisjoint(words):
        return False
    return _GENERATORS.isdisjoint(words) or _UNSEEDED.search(source) is None
