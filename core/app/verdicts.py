"""Judgements as both interfaces show them."""

from __future__ import annotations

import math

import msgspec

from ...sandbox.judges import Judgement
from ..errors import InvalidRequestError
from ..types import JsonObject, Verdict
from .bodies import json_members, json_object


def stored_rollout(body: bytes) -> dict[str, msgspec.Raw]:
    """Cut a body into a task row's fields and `response`, which must be an object.

    Raises InvalidRequestError when it is none, MalformedRequestError when the body is not JSON.
    """
    members = json_members(body)
    if b"\n" in body or b"\r" in body:
        # Its fields go into the reply as they are, and a reply is one line: replies are kept so.
        members = json_members(msgspec.json.format(body, indent=-1))
    response = members.get("response")
    if response is None or bytes(memoryview(response)[:1]) != b"{":
        json_object(body)  # what is no JSON at all is told first
        raise InvalidRequestError(
            "`response` is missing or no object: send the task row with the OpenAI Responses "
            "object of the rollout as `response`.",
            field="response",
        )
    return members


def judged(judgement: Judgement) -> JsonObject:
    """Return what a judgement adds to a reply.

    A judgement that failed has no reward at all (null): a client that overlooks `valid` must stop
    rather than train on our failure. `masked` has the other form of that.
    """
    verdict = judgement.verdict
    if verdict is None or not math.isfinite(verdict.reward):
        reason = judgement.failure_reason or "verdict_invalid: the reward is no finite number"
        return {"reward": None, "valid": False, "failure_reason": reason, "verdict": None}
    body: JsonObject = {
        "reward": verdict.reward,
        "valid": True,
        "failure_reason": None,
        "reward_components": reward_components(verdict),
        "verdict": {
            key: value
            for key, value in msgspec.structs.asdict(verdict).items()
            if key not in {"reward", "shares"}
        },
    }
    if "extracted_answer" in verdict.details:
        body["extracted_answer"] = verdict.details["extracted_answer"]
        body["accuracy"] = verdict.passed
    return body


def reward_components(verdict: Verdict) -> dict[str, float]:
    """Parts of the reward that add up to it, which trainers of several rewards demand.

    Of a weighted sum what each part adds; else the verdict's components where they add up by
    themselves, or the reward as its only part.
    """
    if verdict.shares:
        return verdict.shares
    if math.isclose(math.fsum(verdict.components.values()), verdict.reward, abs_tol=1e-9):
        return verdict.components
    return {"reward": verdict.reward}
