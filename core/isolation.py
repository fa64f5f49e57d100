"""What a client asks of the jail, for one session: at least this level, or no session.

    client: Sallyport-Min-Isolation: namespaces ─▶ server ─┬─ as strong ─▶ Sallyport-Isolation: ...
                                                           └─ weaker ────▶ 503, nothing was started

The reply's header is the proof that a server knows of the question.
"""

from __future__ import annotations

from typing import Final, get_args

from .errors import InsufficientIsolationError, InvalidRequestError
from .settings import IsolationLevel

MIN_ISOLATION: Final = "Sallyport-Min-Isolation"
"""The header with which `POST /seed_session` asks, whose body is the task row."""

ISOLATION: Final = "Sallyport-Isolation"
"""The header with which the server then says the level in force."""

STRONGEST_FIRST: Final[tuple[IsolationLevel, ...]] = get_args(IsolationLevel)


def require_isolation(level: IsolationLevel, wanted: str | None) -> None:
    """Raise InsufficientIsolationError when `level` is weaker than `wanted`; None wants nothing.

    Raises InvalidRequestError when `wanted` is no level.
    """
    if wanted is None or wanted == level:
        return
    if wanted not in STRONGEST_FIRST:
        levels = ", ".join(STRONGEST_FIRST)
        raise InvalidRequestError(
            f"There is no isolation level {wanted[:100]!r}; there are {levels}.",
            field="min_isolation",
        )
    if STRONGEST_FIRST.index(level) > STRONGEST_FIRST.index(wanted):
        raise InsufficientIsolationError(
            f"The session is to be held at level {wanted!r}, and this server gives {level!r}; "
            "`sallyport doctor` says on its machine what is missing. Nothing was started.",
            level=level,
            min_isolation=wanted,
        )
