"""What `ps` and `top` call a process: `sallyport: worker 12, math_with_code`.

    exec's arguments, on the stack   │python -P -s -B -c import gc, sys; ...│
    Title()  in the zygote, once     │sallyport: zygote 0 0 0 ...         1│
    .show()  in a child, by its copy │sallyport: worker 12 0 ...          1│

The kernel shows the bytes where a program's arguments lay, and with a last byte that is not zero
only up to the first zero (proc_pid_cmdline(5)). The library for it, setproctitle, is one more C
extension in every jail for these few lines.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

from .jail.libc import prctl

_PR_SET_NAME: Final = 15
"""From <linux/prctl.h>."""

_NAME_BYTES: Final = 15
"""Of the short name, which logs of the kernel and `pgrep` have."""

_ARG_START: Final = 48
_ARG_END: Final = 49
"""Numbers of fields of /proc/self/stat, counted from 1 (proc_pid_stat(5))."""


class Title:
    """Where this process's title lies. Make it before a jail hides /proc; forks inherit it."""

    def __init__(self) -> None:
        # The second field is the name in brackets, which may hold anything.
        text = Path("/proc/self/stat").read_bytes().rpartition(b")")[2]
        fields = text.split()
        self._start, end = (int(fields[number - 3]) for number in (_ARG_START, _ARG_END))
        self._size = end - self._start
        if self._size > 1:
            # The arguments' own bytes, [start, end), of which Python has copies: nothing else is
            # there, and the memory is this process's, writable, and there until it ends.
            ctypes.memset(self._start, 0, self._size)
            ctypes.memset(end - 1, 1, 1)

    def show(self, title: str) -> None:
        """Take `title` from here on, cut to the room that the arguments had."""
        encoded = title.encode()
        room = max(self._size - 2, 0)
        if room:
            # Within the bytes above, the zero after the title included; the last one stays.
            ctypes.memmove(self._start, encoded[:room] + b"\0", min(len(encoded), room) + 1)
        name = ctypes.create_string_buffer(encoded[:_NAME_BYTES])
        # The kernel reads up to 16 bytes of the buffer, which ends with a zero and outlives it.
        prctl(_PR_SET_NAME, ctypes.addressof(name), step="short name")


def worker_title(environment: str, slot: int) -> str:
    """Return the title of a worker; one of no environment judges."""
    return f"sallyport: worker {slot}, {environment}" if environment else f"sallyport: judge {slot}"


titles: Final[list[Title]] = []
"""This process's: one entry, from `show_title` on, in the children of a zygote too."""


def show_title(title: str) -> None:
    """Show a title, in a process that looks its place up first where no parent has."""
    if not titles:
        titles.append(Title())
    titles[0].show(title)
