"""Judging for the front door: stored rollouts, and live sessions by their journal and state."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec

from ...sandbox.judges import Judgement
from ...sandbox.judging import Rollout
from ..errors import TooLargeError
from ..judge_model import ModelJudging
from ..sessions.service import SessionService
from ..sessions.session import Session
from ..sessions.states import LIVE
from ..settings import FRAME_SLACK_BYTES
from ..task_row import flat_row
from ..types import JsonObject
from .bodies import json_value
from .token_data import without_token_data


class JudgingService:
    """Turns what came over HTTP into rollouts for the judges."""

    def __init__(self, service: SessionService, judges: ModelJudging) -> None:
        self._service = service
        self._judges = judges

    async def judge(self, environment: str, body: Mapping[str, Any]) -> Judgement:
        """Judge a stored rollout: `body` is its task row and `response`, as values or as JSON text.

        Text goes to the judge as it is but for token data; the judge's errors say what is wrong
        with it. Raises InvalidTaskError, UnknownEnvironmentError, TooLargeError, AtCapacityError.
        """
        if environment not in self._service.environments:
            raise self._service.unknown_environment(environment)
        row = {key: value for key, value in body.items() if key != "response"}
        if "task_input" in row:
            # Materialized, as NeMo Gym 0.7 writes rows: what is within is looked into.
            for key in ("task_id", "task_input"):
                if isinstance(row.get(key), msgspec.Raw):
                    row[key] = json_value(bytes(memoryview(row[key])))
            row = flat_row(row)
        return await self._ask(Rollout(environment, row, body["response"]))

    async def judge_session(self, session: Session, body: JsonObject) -> Judgement:
        """Judge a live session: its journal, its exported state, and what the agent said last.

        `body` may hold `task` (else the session's own) and `response`, of which the messages are
        read: the calls are the journal's.
        """
        state = msgspec.json.decode(await self._service.export(session), type=JsonObject)
        row = flat_row(body.get("task") or session.task or {})
        said = {"output": []} if body.get("response") is None else body["response"]
        made = tuple(session.journal.items())
        judgement = await self._ask(Rollout(session.environment, row, said, state, made=made))
        if judgement.verdict is not None and session.state in LIVE:
            self._service.judged.mark(session)
        return judgement

    async def _ask(self, rollout: Rollout) -> Judgement:
        light: dict[str, Any] = msgspec.structs.asdict(rollout)
        light["response"] = without_token_data(_raw(rollout.response))
        if (prompt := rollout.row.get("responses_create_params")) is not None:
            prompt = without_token_data(_raw(prompt))
            light["row"] = {**rollout.row, "responses_create_params": prompt}
        text = msgspec.json.encode(light)
        limit = self._service.settings.calls.max_frame_bytes - FRAME_SLACK_BYTES
        if len(text) > limit:
            raise TooLargeError(
                f"The rollout has {len(text):,} bytes without its token data; a judge takes "
                f"{limit:,} (calls.max_frame_bytes)."
            )
        started = time.monotonic()
        judgement = await self._judges.judge(text)
        took_s = time.monotonic() - started
        self._service.observer.judged(rollout.environment, judgement.failure_reason, took_s)
        return judgement


def _raw(value: Any) -> msgspec.Raw:
    return value if isinstance(value, msgspec.Raw) else msgspec.Raw(msgspec.json.encode(value))
