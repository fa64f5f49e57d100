"""The warden's side of the jail: from birth to powerless, in the one order that works."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Final

from . import cgroups, descriptors, namespaces, privileges, root
from .libc import prctl
from .spec import SCRATCH, JailSpec
from .zygote import Home, home

if TYPE_CHECKING:
    from collections.abc import Collection

_PR_SET_CHILD_SUBREAPER: Final = 36


_IGNORED: Final = {signal.SIGPIPE, signal.SIGXFSZ}
"""As every Python does: a write then fails with an error that names its cause."""


def _default_signals() -> None:
    """Undo what the zygote set up; a signal that it blocked would stay blocked for ever."""
    for number in range(1, signal.NSIG):
        wanted = signal.SIG_IGN if number in _IGNORED else signal.SIG_DFL
        # None: not Python's to change (also KILL and STOP, which nobody can).
        if signal.getsignal(number) not in (wanted, None):
            signal.signal(number, wanted)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _own_namespaces(kept: Home, uid: int) -> None:
    limits = kept.spec.limits
    namespaces.unshare_all(kept.spec.host_name)
    namespaces.unshare_cgroup()
    root.mount_scratch(limits.scratch_bytes, limits.scratch_files, uid, uid)
    os.chdir(SCRATCH)
    if not kept.root:
        namespaces.shed_user_namespace()


def _only(descriptor: int | None) -> Collection[int]:
    return () if descriptor is None else (descriptor,)


def enter_warden(spec: JailSpec, slot: int, keep_fds: Collection[int]) -> None:
    """Shut this process, just forked by the zygote, and all it will fork, into slot `slot`'s jail.

    Afterwards it has `keep_fds` and /dev/null as standard streams, its own session, default
    signals, the slot's cgroup, own namespaces with the scratch as working directory, and no
    privilege. It may still make any system call: `lock_interpreter` is for what it forks.
    Nothing is killed when the zygote ends; the caller watches its own lifeline.
    Raises JailError or OSError, and the process must then exit.
    """
    kept = home()
    assert kept.spec == spec
    descriptors.keep_only({*keep_fds, *kept.groups, *_only(kept.rules)})
    os.setsid()
    _default_signals()
    if spec.level == "none":
        return
    for group in kept.groups:
        cgroups.enter(group, slot)
        os.close(group)
    uid = spec.uid_of(slot) if kept.root else os.geteuid()
    if spec.level == "namespaces":
        _own_namespaces(kept, uid)
    else:
        # Orphans of the interpreter come to the warden, as they do to the first of a namespace.
        prctl(_PR_SET_CHILD_SUBREAPER, 1, step="child subreaper")
        os.chdir("/")
    privileges.give_up(uid if kept.root else None)
