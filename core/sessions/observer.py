"""What is told of sessions: each event once to the log, the metrics and the journal on disk.

SessionService ── started, called, killed, recovered, ended, refused ──▶ Observer ─┬─▶ log
                                                                                   ├─▶ Metrics
                                                                                   └─▶ JournalFiles
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Final

import structlog

from ...envs.environment import Environment
from ..errors import SallyportError
from ..metrics import Metrics
from ..settings import JournalSettings
from .calls import Answer
from .journal_files import JournalFiles
from .session import OnMove, Session
from .states import FINAL, SessionState

log = structlog.get_logger("sallyport.sessions")

_MAX_MESSAGE: Final = 500
"""Characters of an error's message in a log line; some quote what a worker said."""


class Observer:
    """Tells what happens to sessions. Raises ConfigurationError for a journal that cannot be.

    `every_move`: transitions that are no event of their own are told too, at level `debug`.
    """

    def __init__(
        self,
        journal: JournalSettings,
        environments: Mapping[str, Environment],
        *,
        every_move: bool = False,
    ) -> None:
        self._environments = environments
        # None costs a call nothing; asking the log for its level would.
        self.on_move: OnMove | None = _tell_move if every_move else None
        self.metrics = Metrics(
            {name: [tool.name for tool in each.tools] for name, each in environments.items()}
        )
        lost = self.metrics.journal_failures
        self._files = None if journal.dir is None else JournalFiles(journal, lost.inc)

    def starting(self, session: Session) -> None:
        """A session asks for a worker; from now on its transitions are watched."""
        if self.on_move is not None:
            session.on_move = self.on_move
            log.debug("session_starting", session_id=session.id, environment=session.environment)

    def started(self, session: Session) -> None:
        """A session is ready."""
        log.info("session_started", session_id=session.id, environment=session.environment)
        self.metrics.session_started(session.environment)
        if self._files is not None:
            self._files.started(session, self._environments[session.environment].name)

    def refused(self, environment: str, error: SallyportError) -> None:
        """A session was not started; `environment` is one that is served."""
        log.warning(
            "session_refused",
            environment=environment,
            type=error.type,
            reason=error.message[:_MAX_MESSAGE],
        )
        self.metrics.session_refused(environment, error)

    def restarted(self, session: Session) -> None:
        """A session's world was started over in its place."""
        log.info("session_restarted", session_id=session.id)

    def seeded(self, session: Session, *, restarted: bool) -> None:
        """A live session was seeded again; `restarted`: so its world began anew."""
        if self._files is not None:
            self._files.seeded(session, restarted=restarted)

    def called(
        self, session: Session, tool: str, arguments: bytes, answer: Answer
    ) -> Awaitable[None] | None:
        """A call gave an observation; what is returned, if anything, comes before its reply."""
        self.metrics.called(
            session.environment, tool, answer.status, answer.queued_s, answer.duration_s
        )
        if self._files is None:
            return None
        return self._files.called(session, tool, arguments, answer)

    def call_failed(
        self, session: Session, tool: str, arguments: bytes, error: SallyportError
    ) -> Awaitable[None] | None:
        """A call ended in an error; like `called`."""
        self.metrics.call_failed(session.environment, tool, error)
        if self._files is None:
            return None
        return self._files.call_failed(session, tool, arguments, error)

    def judged(self, environment: str, failure: str | None, seconds: float) -> None:
        """A judgement was made, or could not be: then `failure` says why."""
        if failure is not None:
            log.warning("verdict_invalid", environment=environment, reason=failure[:_MAX_MESSAGE])
        self.metrics.judged(environment, failure, seconds)

    def worker_was_dead(self, session: Session, error: SallyportError) -> None:
        """A warm worker turned out dead; another one is tried."""
        log.warning("worker_was_dead", session_id=session.id, cause=error.message[:_MAX_MESSAGE])

    def killed(self, session: Session, cause: SallyportError) -> None:
        """A session's worker was killed, or died by itself."""
        log.warning(
            "worker_killed",
            session_id=session.id,
            cause=cause.type,
            message=cause.message[:_MAX_MESSAGE],
        )
        self.metrics.killed(session.environment, cause)

    def restored(self, session: Session, cause: SallyportError, repeated: int) -> None:
        """The session goes on as before the call; `repeated` calls were made again for that."""
        log.info(
            "session_restored", session_id=session.id, cause=cause.type, replayed_calls=repeated
        )
        self.metrics.recovered(session.environment, restored=True)

    def ended(self, session: Session) -> None:
        """A session has ended, and is buried."""
        state = session.state
        # That a judged session expires is how most of them end.
        tell = log.info if state == "closed" or session.judged_at is not None else log.warning
        tell(f"session_{state}", session_id=session.id, calls=session.calls, reason=session.reason)
        self.metrics.session_ended(session.environment, state)
        if state == "lost":
            self.metrics.recovered(session.environment, restored=False)
        if self._files is not None:
            self._files.ended(session)

    async def close(self) -> None:
        """Write what the journal still has to write."""
        if self._files is not None:
            await self._files.close()


def _tell_move(session: Session, before: SessionState, state: SessionState) -> None:
    """Tell a transition that is no event of its own: a start's and an end's are told as such."""
    started = before == "starting" and state == "ready"
    ended = before != "starting" and state in FINAL
    if not started and not ended:
        log.debug(f"session_{state}", session_id=session.id, before=before)
