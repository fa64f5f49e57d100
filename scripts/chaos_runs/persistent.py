r"""Who plays under fire: as a sensible agent would, who reads a status and tries again.

kept = 41 ─▶ trouble ─▶ kept + 1, must be 42 ─▶ the solution's calls ─▶ the conclusion
   └───── each but the trouble is tried again while its status is not ok ─────┘
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from sallyport.core.rollout.conversation import Fault
from sallyport.core.rollout.policy import Call, Play, Reply, Say

if TYPE_CHECKING:
    from sallyport.core.rollout.job import Job
    from sallyport.core.types import JsonObject

    from .tally import Tally
    from .troubles import Trouble

MAX_TRIES: Final = 8
"""Of one call: its worker may be killed again each time."""


class Persistent:
    """Makes `calls` until each is ok, with `trouble` before them if there is one, and concludes.

    `conclude` gets what the calls returned and gives the final message.
    """

    name = "persistent"

    def __init__(
        self,
        calls: Sequence[Call],
        conclude: Callable[[Sequence[JsonObject]], str],
        tally: Tally,
        trouble: Trouble | None = None,
    ) -> None:
        self._calls = calls
        self._conclude = conclude
        self._tally = tally
        self._trouble = trouble

    async def play(self, job: Job) -> Play:
        """Play one rollout. Raises Fault, named by the status, for a call that never was ok."""
        seen: list[JsonObject] = []
        before = [] if self._trouble is None else [cell("kept = 41"), None, cell("kept + 1")]
        for call in (*before, *self._calls):
            if call is None:
                assert self._trouble is not None, "it alone is no call"
                self._tally.trouble_begins(self._trouble)
                self._tally.trouble_told(self._trouble, status_of((yield cell(self._trouble.code))))
                continue
            for _ in range(MAX_TRIES):
                reply = yield call
                if status_of(reply) == "ok":
                    break
            else:
                raise Fault(f"never_ok_{status_of(reply)}", f"{MAX_TRIES} tries of {call.name}")
            seen.append(reply.json() if reply is not None else {})
        if self._trouble is not None:
            self._tally.trouble_survived(self._trouble, seen[1].get("result"))
        yield Say(self._conclude(seen[2:] if self._trouble is not None else seen))


def cell(code: str) -> Call:
    """A call of the notebook."""
    return Call("execute_python", msgspec.json.encode({"code": code}).decode())


def status_of(reply: Reply | None) -> str:
    """Return a reply's status; an observation without one is ok, a refused call is not."""
    if reply is None or reply.status != 200:
        return "refused"
    return str(reply.json().get("status", "ok"))
