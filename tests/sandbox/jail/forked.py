"""Runs one function in a process of its own that has no threads, and tells how it ended."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def outcome_of(act: Callable[[], object]) -> str:
    """Return the text of what `act` returns, or the class and errno of what it raises.

    The child is a plain fork of the test process: it runs `act` and leaves without any clean-up.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            text = str(act())
        except BaseException as error:  # noqa: BLE001  # The outcome, told to the test.
            text = f"{type(error).__name__} {getattr(error, 'errno', error)}"
        os.write(writer, text.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        text = stream.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return text if code == 0 else f"ended with {code}"
