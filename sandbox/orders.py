"""What front door and warden say to each other on the control socket: orders down, reports up."""

from __future__ import annotations

import signal
import struct
from typing import Final

REPORT: Final = struct.Struct("<ci")
"""A report: what it is, and a number. `x`: the interpreter ended with this wait status."""

EXITED: Final = b"x"

INTERRUPT: Final = b"i"
FREEZE: Final = b"f"
THAW: Final = b"t"

INTERRUPT_SIGNAL: Final = signal.SIGUSR1
"""What stops a cell and keeps its state; sandbox/interpreter turns it into an exception."""
