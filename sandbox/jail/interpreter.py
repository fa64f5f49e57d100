"""The interpreter's side of the jail: the last steps before the first untrusted byte."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from . import descriptors, landlock, namespaces, rlimits, seccomp
from .spec import SCRATCH, JailSpec
from .zygote import home

if TYPE_CHECKING:
    from collections.abc import Collection


def _rules(spec: JailSpec) -> int | None:
    """Return Landlock's rules for this process, if it is to have any."""
    if spec.level == "namespaces" and landlock.abi():
        # The root holds nothing but what may be read, and the mounts hold without Landlock too.
        return landlock.ruleset(("/",), (SCRATCH, "/dev/null"))
    return home().rules


def lock_interpreter(spec: JailSpec, keep_fds: Collection[int], warden: int) -> None:
    """Lock this process, just forked by its warden, and all that it will fork, for ever.

    Keeps `keep_fds`; imposes the limits, Landlock and the system-call filter. `warden` is the
    parent's pid as seen from here. Everything that the process still has to do that jailed code
    may not (open a file outside, make a socket) comes before this call.
    Raises JailError or OSError, and the process must then exit.
    """
    rules = home().rules
    descriptors.keep_only(keep_fds if rules is None else {*keep_fds, rules})
    os.umask(0o077)
    rlimits.impose(spec.limits, home().mapped)
    if spec.level == "none":
        return
    if spec.level != "namespaces":
        namespaces.die_with_parent(warden)
    rules = _rules(spec)
    if rules is not None:
        landlock.enforce(rules)
    seccomp.load(spec.fork)
