"""Judgements as both interfaces show them."""

from __future__ import annotations

import math

import msgspec

from ...sandbox.judges import Judgement
from ..errors import InvalidRequestError
from ..types import JsonObject


def require_response(body: JsonObject) -> None:
    """Raise InvalidRequestError unless the body holds a Responses object to judge."""
    if not isinstance(body.get("response"), dict):
        raise InvalidRequestError(
            "`response` is missing or no object: send the task row with the OpenAI Responses "
            "object of the rollout as `response`.",
            field="response",
        )


def judged(judgement: Judgement) -> JsonObject:
    """Return what a judgement adds to a reply.

    A judgement that failed has no reward at all (null): a client that overlooks `valid` must stop
    rather than train on our failure.
    """
    verdict = judgement.verdict
    if verdict is None or not math.isfinite(verdict.reward):
        reason = judgement.failure_reason or "verdict_invalid: the reward is no finite number"
        return {"reward": None, "valid": False, "failure_reason": reason, "verdict": None}
    body: JsonObject = {
        "reward": verdict.reward,
        "valid": True,
        "failure_reason": None,
        "verdict": {
            key: value for key, value in msgspec.structs.asdict(verdict).items() if key != "reward"
        },
    }
    if "extracted_answer" in verdict.details:
        body["extracted_answer"] = verdict.details["extracted_answer"]
        body["accuracy"] = verdict.passed
    return body
