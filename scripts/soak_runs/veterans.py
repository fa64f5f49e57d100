"""Sessions that have lived before they are held: each has had all that makes and ends processes.

open ─▶ a long cell ─▶ checkpoint ─▶ a deaf cell, killed ─▶ restored ─▶ fork, closed ─▶ snapshot
"""

from __future__ import annotations

from typing import Final

import msgspec

from sallyport.core.types import JsonObject
from scripts.benchmarks.crowd import Member

from .crowd import Crowd, Session, check_kept

SETTINGS: Final = (
    "--set=math_with_code.max_execution_time=5",
    "--set=calls.grace_s=0.2",
)
"""Of a server of veterans: each waits for a kill, and trivial calls end in time all the same, also
behind one another on a machine that is busy with thousands."""

_LONG: Final = "import time\ntime.sleep(0.15)\nkept = {number}\nkept"
"""Longer than what is made again rather than kept (sandbox/worker), so that a checkpoint is due."""

_DEAF: Final = """kept = None
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""
"""Answers no interrupt and costs no core while it waits to be killed."""


class Veterans(Crowd):
    """A crowd over the session API; each has a checkpoint, a kill, a fork and a snapshot."""

    async def open_one(self, member: Member, session: Session) -> None:
        """Open a session and lead it through its life. Raises RuntimeError or ValueError."""
        wanted = msgspec.json.encode({"environment": "math_with_code"})
        _name(session, msgspec.json.decode(await member.ask("POST", "/v1/sessions", wanted)))
        check_kept(session, await self._run(member, session, _LONG.format(number=session.number)))
        killed = await self._run(member, session, _DEAF)
        if killed["status"] != "timeout" or "was killed" not in killed["error_message"]:
            raise ValueError(f"a deaf cell ended as {killed['status']}")
        await self.ask_one(member, session)
        made = await member.ask("POST", f"{session.path}/fork", token=session.token)
        copy = Session(session.number)
        _name(copy, msgspec.json.decode(made)["sessions"][0])
        await self.ask_one(member, copy)
        await self.close_one(member, copy)
        if not await member.ask("GET", f"{session.path}/snapshot", token=session.token):
            raise ValueError("a snapshot is empty")

    async def close_one(self, member: Member, session: Session) -> None:
        """Close a session. Raises RuntimeError."""
        if session.path:
            await member.ask("DELETE", session.path, token=session.token)

    async def _run(self, member: Member, session: Session, code: str) -> JsonObject:
        path, body = f"{session.path}/tools/execute_python", msgspec.json.encode({"code": code})
        reply: JsonObject = msgspec.json.decode(await member.ask("POST", path, body, session.token))
        return reply


def _name(session: Session, shown: JsonObject) -> None:
    session.path, session.token = f"/v1/sessions/{shown['session_id']}", shown["token"]
