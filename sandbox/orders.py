"""What front door and warden say to each other on the control socket: orders down, reports up."""

from __future__ import annotations

import signal
import struct
from typing import Final

REPORT: Final = struct.Struct("<ci")
"""A report: what it is, and the wait status with which the interpreter ended."""

EXITED: Final = b"x"
"""The interpreter ended and nothing is left of it; the warden ends too."""

HELD: Final = b"h"
"""The interpreter ended; its checkpoint is held and can go on in its place."""

RESTORE: Final = b"r"
"""Kill everything but the checkpoint and let it go on with the descriptor that comes along."""

ANNOUNCE: Final = b"c"
"""What a checkpoint sends its warden, once, on the wake socket; its pid is what matters."""

INTERRUPT: Final = b"i"
INTERRUPT_CPU: Final = b"u"
FREEZE: Final = b"f"
THAW: Final = b"t"

INTERRUPT_SIGNALS: Final = {INTERRUPT: signal.SIGUSR1, INTERRUPT_CPU: signal.SIGXCPU}
"""What stops a cell for its time or its processor time, and keeps its state; sandbox/interpreter
turns it into an exception."""
