"""How much one cell may say and take; every limit with its unit and its reason."""

from __future__ import annotations

import msgspec


class CellLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of a session's cells.

    `output_limit_bytes` (UTF-8) holds for stdout, stderr and the result, each: more than a model
    can read, and it bounds a reply. `message_limit_chars` bounds `error_message`, which is meant
    to be one line. `source_limit_bytes` bounds the compiler's memory, about 250 times the source.

    `time_limit_s` and `memory_limit_bytes` are kept by others, from outside; here they only name
    the limit in the message of a cell that reached it. None: not limited, or not known.
    """

    output_limit_bytes: int = 64 * 1024
    message_limit_chars: int = 4096
    source_limit_bytes: int = 1 << 20
    time_limit_s: float | None = None
    memory_limit_bytes: int | None = None
