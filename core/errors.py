"""The error model: every failure that leaves the service has one of these types.

Vocabulary. A *mistake of the model* (unknown tool, arguments that do not fit) is a 4xx with a body
that the model can act on. A *mistake of the client* (bad token, malformed JSON) is a 4xx. A *fault
of ours* (a worker died, no capacity, a lost session) is a 410, 429 or 5xx: never an observation
that reads like the program's output, and never a reward.

Surfacing. `core/app` turns a SallyportError into its `status_code` and the one error shape:

    {"error": {"type": ..., "message": ..., "retryable": ..., "details": {...}}}

Across the worker's pipe an error travels as (type, message, details) and is rebuilt from `type` by
`error_of`; nothing is pickled.
"""

from __future__ import annotations

from typing import Any, ClassVar

from .types import JsonObject


class SallyportError(Exception):
    """Base of all; `message` says what happened and what to do, `details` is JSON."""

    type: ClassVar[str] = "internal"
    status_code: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, /, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: JsonObject = details

    def as_json(self) -> JsonObject:
        """The one error shape of every interface."""
        return {
            "error": {
                "type": self.type,
                "message": self.message,
                "retryable": self.retryable,
                "details": self.details,
            }
        }


class ConfigurationError(SallyportError):
    """The operator's settings are wrong; the command line prints it in one line, exit code 2."""

    type = "configuration"


# ── the client's mistakes ────────────────────────────────────────────────────────────────────────


class MalformedRequestError(SallyportError):
    """The request could not be read at all (not JSON, wrong encoding, no session named)."""

    type = "malformed_request"
    status_code = 400


class BadTokenError(SallyportError):
    """The cookie or token is missing, forged, or names nobody here."""

    type = "bad_token"
    status_code = 401


class UnknownSessionError(SallyportError):
    """No such session was ever here."""

    type = "unknown_session"
    status_code = 404


class UnknownEnvironmentError(SallyportError):
    """The server does not serve an environment of that name."""

    type = "unknown_environment"
    status_code = 404


class NotFoundError(SallyportError):
    """No route has this path."""

    type = "not_found"
    status_code = 404


class MethodNotAllowedError(SallyportError):
    """The path exists, but not for this method."""

    type = "method_not_allowed"
    status_code = 405


class ConflictError(SallyportError):
    """An id or key was used again with another body."""

    type = "conflict"
    status_code = 409


class NotCopyableError(SallyportError):
    """The session's state cannot be carried to another; `details.left_out` says what of it."""

    type = "not_copyable"
    status_code = 409


class TooLargeError(SallyportError):
    """The body is over the configured size."""

    type = "too_large"
    status_code = 413


class UnsupportedCodingError(SallyportError):
    """The body is compressed in a way that is not read; `details.accepted` names those that are."""

    type = "unsupported_content_encoding"
    status_code = 415


class InvalidTaskError(SallyportError):
    """The task row cannot be judged: its ground truth is broken. Never a reward."""

    type = "invalid_task"
    status_code = 422


class NoRolloutError(SallyportError):
    """The response to judge is no rollout: an error, an unfinished one, or another kind of object.

    It says nothing of the policy, so that it is no reward: judging it gives no verdict.
    """

    type = "no_rollout"
    status_code = 422

    def __init__(self, what: str, /, **details: Any) -> None:
        super().__init__(
            f"The response is no rollout: {what}. Send the OpenAI Responses object of what the "
            "policy did.",
            **details,
        )


class InvalidRequestError(SallyportError):
    """The request is JSON but lacks a field or has one of the wrong type."""

    type = "invalid_request"
    status_code = 422


# ── the model's mistakes ─────────────────────────────────────────────────────────────────────────


class UnknownToolError(SallyportError):
    """The environment has no such tool; `details.closest` names the nearest."""

    type = "unknown_tool"
    status_code = 404


class InvalidArgumentsError(SallyportError):
    """The arguments do not fit the tool's schema; the message names the argument and the form."""

    type = "invalid_arguments"
    status_code = 422


class MalformedCallError(InvalidArgumentsError):
    """A recorded call's arguments are not a JSON object at all."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"The arguments of {name!r} {what}; send one JSON object.", tool=name)


# ── what became of the session ───────────────────────────────────────────────────────────────────


class SessionClosedError(SallyportError):
    """The session was ended by its client."""

    type = "session_closed"
    status_code = 410


class SessionExpiredError(SallyportError):
    """The session was idle or alive for longer than its limit."""

    type = "session_expired"
    status_code = 410


class SessionLostError(SallyportError):
    """The session's worker is gone, its state too. See WorkerDiedError for the first call."""

    type = "session_lost"
    status_code = 410


# ── our faults ───────────────────────────────────────────────────────────────────────────────────


class SessionBusyError(SallyportError):
    """Another call of the same session is running."""

    type = "session_busy"
    status_code = 429
    retryable = True


class AtCapacityError(SallyportError):
    """No worker could be had in time; `details.retry_after_s` says when to try again."""

    type = "at_capacity"
    status_code = 429
    retryable = True


class InternalError(SallyportError):
    """A bug of ours. The log has the cause; the reply does not."""

    type = "internal"
    status_code = 500


class FaultyCodeError(InternalError):
    """Code of an environment raised, or gave, what its contract does not allow.

    The message says which function did, with the line; for verifiers see FaultyVerifierError.
    """

    type = "environment_error"


class FaultyVerifierError(FaultyCodeError):
    """A verifier raised something, or gave no verdict, or one that pays outside its range."""

    type = "verifier_error"


class WorkerDiedError(SallyportError):
    """The worker process ended in the middle of a call; `details` names signal or exit code."""

    type = "worker_died"
    status_code = 502


class OutOfMemoryError(WorkerDiedError):
    """The kernel killed the worker's process because its session was over its memory limit."""

    type = "memory_limit"


class ProtocolError(WorkerDiedError):
    """The worker sent something that is not a frame; it was killed."""

    type = "protocol_error"


class DrainingError(SallyportError):
    """The server is shutting down and takes no new sessions."""

    type = "draining"
    status_code = 503
    retryable = True


class NotReadyError(SallyportError):
    """The server does not serve (yet); `details` says what is missing."""

    type = "not_ready"
    status_code = 503
    retryable = True


class DeadlineExceededError(SallyportError):
    """The call was not done in time and was given up."""

    type = "deadline_exceeded"
    status_code = 504


class CpuLimitError(DeadlineExceededError):
    """The call used more processor time than it may and was given up."""

    type = "cpu_limit"


class InsufficientIsolationError(SallyportError):
    """The client asks for a stronger jail than the one in force; `details` has both levels."""

    type = "insufficient_isolation"
    status_code = 503


def _subclasses(base: type[SallyportError]) -> list[type[SallyportError]]:
    return [base, *(leaf for child in base.__subclasses__() for leaf in _subclasses(child))]


def error_of(kind: str, message: str, details: JsonObject) -> SallyportError:
    """Rebuild an error from its `type`; an unknown type is InternalError."""
    for candidate in _subclasses(SallyportError)[1:]:
        if candidate.__dict__.get("type") == kind:
            error = candidate.__new__(candidate)
            SallyportError.__init__(error, message, **details)
            return error
    return InternalError(message, **details)
