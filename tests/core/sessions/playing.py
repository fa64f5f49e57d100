"""Sessions of a house, without HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sallyport.core.sessions.service import SessionService
    from sallyport.core.sessions.session import Session
    from sallyport.sandbox.process import WorkerProcess
    from tests.serving import House


class Play:
    """What tests do with a house's sessions; every method is to be run on its loop."""

    def __init__(self, house: House) -> None:
        self.service: SessionService = house.runtime.service

    async def start(self, environment: str = "faulty", **more: Any) -> Session:
        """Start a session."""
        return await self.service.create(environment, **more)

    async def call(self, session: Session, tool: str, **arguments: Any) -> Any:
        """Run a tool and return its observation, decoded."""
        answer = await self.service.call(session, tool, json.dumps(arguments).encode())
        return json.loads(answer.body)

    async def remember(self, session: Session, text: str) -> Any:
        """Keep a text in the session; return all that it holds."""
        return (await self.call(session, "remember", text=text))["output"]


def worker_of(session: Session) -> WorkerProcess:
    """The worker that holds a session now."""
    assert session.lease is not None
    return session.lease.worker
