"""How much one cell may say and take; every limit with its unit and its reason."""

from __future__ import annotations

import msgspec


class CellLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of a session's cells.

    `output_limit_bytes` (UTF-8) holds for stdout, stderr and the result, each: more than a model
    can read, and it bounds a reply. `message_limit_chars` bounds `error_message`, which is meant
    to be one line. `source_limit_bytes` bounds the compiler's memory, about 250 times the source.

    `recursion_limit`, in nested calls, is where a session begins, as in a script; it can change it.

    The others are kept from outside; here they only name the limit in the message of a cell that
    reached it: `time_limit_s` of wall time, `cpu_limit_s` of all processor time, the session's
    memory, and size and number of the files in its scratch. None: not limited, or not known.
    """

    output_limit_bytes: int = 64 * 1024
    message_limit_chars: int = 4096
    source_limit_bytes: int = 1 << 20
    recursion_limit: int = 1000
    time_limit_s: float | None = None
    cpu_limit_s: float | None = None
    memory_limit_bytes: int | None = None
    scratch_limit_bytes: int | None = None
    scratch_files_limit: int | None = None
