"""How entering a jail can fail: always whole, never half."""

from __future__ import annotations

import os


class JailError(Exception):
    """A step of the jail failed, so the process must not run anything untrusted.

    `step` names what was tried, `errno` is the kernel's answer (0 when it was not the kernel),
    `remedy` says what the operator can do. Our fault or the machine's, never the program's.
    """

    def __init__(self, step: str, errno: int = 0, remedy: str = "") -> None:
        self.step = step
        self.errno = errno
        self.remedy = remedy
        cause = f": {os.strerror(errno)} (errno {errno})" if errno else ""
        hint = f"; {remedy}" if remedy else ""
        super().__init__(f"jail: {step} failed{cause}{hint}")
