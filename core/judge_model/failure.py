"""Why a call of a judge model failed, in words that hold nothing of key, request or reply."""

from __future__ import annotations


class CallFailedError(Exception):
    """A call that brought no reply of a model; never a verdict.

    `passing`: it may go better the next time. `wait_s`: how long the endpoint asks us to wait.
    """

    def __init__(self, message: str, *, passing: bool = False, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.message = message
        self.passing = passing
        self.wait_s = wait_s
