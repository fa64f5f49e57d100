"""What SIGINT does to a command: ends it at once while modules load, then raises KeyboardInterrupt.

    start ─▶ (imports) at once ─▶ command: KeyboardInterrupt ─▶ `serve`: (imports) at once ─▶ server

An exception in the middle of an import may be lost in a callback or come out as another; there is
nothing to clean up yet. Where SIGINT is ignored, as for what a shell runs in the background, it
stays so.
"""

from __future__ import annotations

import signal


def end_at_once() -> None:
    """Let SIGINT end the process, from now on."""
    _change(signal.default_int_handler, signal.SIG_DFL)


def raise_again() -> None:
    """Let SIGINT raise KeyboardInterrupt again, if `end_at_once` was called."""
    _change(signal.SIG_DFL, signal.default_int_handler)


def _change(before: object, after: signal._HANDLER) -> None:
    # Equality: the one is an enumeration's member, which the module's functions hand out anew.
    if signal.getsignal(signal.SIGINT) == before:
        signal.signal(signal.SIGINT, after)
