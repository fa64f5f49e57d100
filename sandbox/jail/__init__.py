"""The kernel jail: what holds when the language policy does not.

detect() ─▶ Support            which levels this machine gives, and what is missing
Cgroups()                      the server's control groups
prepare_zygote(spec)           once, in the zygote
enter_warden(spec, slot, ...)  in each child of the zygote, at birth
lock_interpreter(spec, ...)    in each child of a warden, before untrusted code
inspect(Subject(...))          from outside, before a worker is believed
probe_cell(), level_of()       what an attack on one's own jail proves
"""

from __future__ import annotations

from .cgroups import Cgroups, Usage
from .descriptors import lowered
from .errors import JailError
from .evidence import failures, level_of, probe_cell
from .inspection import Inspection, Subject, inspect
from .interpreter import lock_interpreter
from .spec import LEVELS, SCRATCH, JailSpec, Level, Limits
from .support import Mechanism, Support, detect
from .warden import enter_warden
from .zygote import prepare_zygote

__all__ = [
    "LEVELS",
    "SCRATCH",
    "Cgroups",
    "Inspection",
    "JailError",
    "JailSpec",
    "Level",
    "Limits",
    "Mechanism",
    "Subject",
    "Support",
    "Usage",
    "detect",
    "enter_warden",
    "failures",
    "inspect",
    "level_of",
    "lock_interpreter",
    "lowered",
    "prepare_zygote",
    "probe_cell",
]
