"""`signal`: a program's own alarm, and nothing that reaches another process or the worker."""

from __future__ import annotations

import functools
import signal
from typing import TYPE_CHECKING, Any, Final

from ...interpreter.policy_seam import PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable

_ITS_OWN: Final = frozenset(
    {signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGVTALRM}
)
"""Signals that a program may handle; the worker's own stop a cell that is over its time."""


class _Frameless:
    """A handler that is called without the frame, through which everything is in reach."""

    def __init__(self, handler: Callable[[int, None], Any]) -> None:
        self.handler = handler
        functools.update_wrapper(self, handler, updated=())

    def __call__(self, number: int, _: Any) -> Any:
        return self.handler(number, None)


def _set(signalnum: int, handler: Any, /) -> Any:
    """Do what `signal.signal` does; the handler gets None for the frame."""
    if signalnum not in _ITS_OWN:
        raise PolicyError("signal", f"a program may not handle the signal {signalnum!r}")
    wanted = _Frameless(handler) if callable(handler) else signal.Handlers(handler)
    return _shown(signal.signal(signalnum, wanted))


def _get(signalnum: int, /) -> Any:
    """Do what `signal.getsignal` does."""
    return _shown(signal.getsignal(signalnum)) if signalnum in _ITS_OWN else 0


def _shown(handler: Any) -> Any:
    """Return a handler as the program knows it; the worker's own is the default to it."""
    if isinstance(handler, _Frameless):
        return handler.handler
    return int(signal.SIG_DFL if callable(handler) or handler is None else handler)


def _alarm(seconds: int, /) -> int:
    """Do what `signal.alarm` does."""
    return signal.alarm(seconds)


def _setitimer(which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
    """Do what `signal.setitimer` does."""
    return signal.setitimer(which, seconds, interval)


def _getitimer(which: int, /) -> tuple[float, float]:
    """Do what `signal.getitimer` does."""
    return signal.getitimer(which)


NAMES: Final = {
    **{
        name: int(getattr(signal, name))
        for name in (
            *("SIGALRM", "SIGINT", "SIGTERM", "SIGHUP", "SIGVTALRM", "SIG_DFL", "SIG_IGN"),
        )
    },
    **{name: getattr(signal, name) for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF")},
    "signal": _set,
    "getsignal": _get,
    "alarm": _alarm,
    "setitimer": _setitimer,
    "getitimer": _getitimer,
}
