"""The interpreter's side of the jail: the last steps before the first untrusted byte."""

from __future__ import annotations

import os
from collections.abc import Collection

from . import descriptors, landlock, namespaces, rlimits, seccomp
from .errors import JailError
from .libraries import python_paths
from .spec import SCRATCH, JailSpec
from .zygote import home


def _second_lock(spec: JailSpec) -> None:
    if spec.level == "namespaces":
        # The root holds nothing but what may be read. Optional here: the mounts hold alone.
        if landlock.abi():
            landlock.restrict(("/",), (SCRATCH,))
        return
    if not landlock.abi():
        raise JailError("Landlock", remedy="boot with lsm=landlock,..., Linux 5.13 or newer")
    landlock.restrict(home().readable, ())


def lock_interpreter(spec: JailSpec, keep_fds: Collection[int], warden: int) -> None:
    """Lock this process, just forked by its warden, and all that it will fork, for ever.

    Keeps `keep_fds`; imposes the limits, Landlock and the system-call filter. `warden` is the
    parent's pid as seen from here. Everything that the process still has to do that jailed code
    may not (open a file outside, take a signal's place, make a socket) comes before this call.
    Raises JailError or OSError, and the process must then exit.
    """
    descriptors.keep_only(keep_fds)
    os.umask(0o077)
    rlimits.impose(spec.limits, home().mapped)
    if spec.level == "none":
        return
    if spec.level != "namespaces":
        namespaces.die_with_parent(warden)
    if spec.level != "limits":
        _second_lock(spec)
    seccomp.load(spec.fork)
