"""A judge model: asks in, opinions out; identical ones are asked once.

    ask ─▶ known? ─▶ under way? ─▶ nonce ─▶ build_request ─▶ endpoint ─▶ read_reply ─▶ opinion
                                     ▲                          │ fails for the time being
                                     └────── wait, again ◀──────┘ else CallFailedError

Only `max_concurrency` calls are under way at a time; who waits for a retry holds no place.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from ...verifiers.model_judge import (
    MalformedReplyError,
    ModelRequest,
    Opinion,
    build_request,
    read_reply,
)
from .endpoint import Endpoint
from .failure import CallFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...verifiers.model_judge import Ask, Question
    from ..judge_settings import JudgeModelSettings

log = structlog.get_logger("sallyport.judge_model")

MAX_WAIT_S: Final = 60.0
"""Between two tries, whatever the endpoint asks for: who waits for the verdict has a limit too."""

_NONCE_BYTES: Final = 12
"""96 bits, drawn for each call: no text was written with knowledge of it."""


class JudgeModel:
    """The model that `settings` describe; `variables` are the environment variables."""

    def __init__(self, settings: JudgeModelSettings, variables: Mapping[str, str]) -> None:
        self.settings = settings
        self._endpoint = Endpoint(settings, variables)
        self._places = asyncio.Semaphore(settings.max_concurrency)
        self._known: OrderedDict[str, Opinion] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Opinion]] = {}

    async def opinions(self, question: Question) -> list[Opinion]:
        """Return the model's opinions of a question, one for each of its asks, asked side by side.

        Raises CallFailedError when one of them could not be had.
        """
        tasks = [self._task(question, ask) for ask in question.asks]
        # Shielded: others may wait for the same call, and who gives up must not cancel theirs.
        found = await asyncio.gather(*map(asyncio.shield, tasks), return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException):
                raise each
        return [each for each in found if isinstance(each, Opinion)]

    def _task(self, question: Question, ask: Ask) -> asyncio.Task[Opinion]:
        key = _digest(question, ask)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._opinion(key, question, ask))
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        return task

    def _forget(self, key: str, done: asyncio.Task[Opinion]) -> None:
        del self._under_way[key]
        if not done.cancelled():
            done.exception()  # seen, so that nobody is told of a failure that nobody waits for

    async def _opinion(self, key: str, question: Question, ask: Ask) -> Opinion:
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        opinion = await self._asked(question, ask)
        # An unclear one may be clear the next time.
        if opinion.label is not None:
            self._known[key] = opinion
            while len(self._known) > self.settings.cached:
                self._known.popitem(last=False)
        return opinion

    async def _asked(self, question: Question, ask: Ask) -> Opinion:
        tries = self.settings.retries + 1
        for number in range(1, tries + 1):
            try:
                return await self._try(question, ask)
            except CallFailedError as error:
                log.warning("judge_call_failed", cause=error.message, attempt=number, of=tries)
                if not error.passing or number == tries:
                    told = f"{error.message}, after {number} of {tries} calls"
                    raise CallFailedError(told) from None
                await asyncio.sleep(self._wait_s(number, error.wait_s))
        raise AssertionError("there is at least one try")

    def _wait_s(self, number: int, asked_s: float) -> float:
        """Double with each try; at random by half, so that those that failed together part."""
        own_s = self.settings.backoff_s * 2.0 ** (number - 1) * random.uniform(0.5, 1.0)
        return min(max(own_s, asked_s), MAX_WAIT_S)

    async def _try(self, question: Question, ask: Ask) -> Opinion:
        request = self._request(question, ask)
        async with self._places:
            text = await self._endpoint.post(request.path, request.body)
        try:
            reading = read_reply(self.settings.api, text, request.codes)
        except MalformedReplyError as error:
            raise CallFailedError(str(error), passing=True) from None
        return Opinion(reading.label, reading.said)

    def _request(self, question: Question, ask: Ask) -> ModelRequest:
        while True:
            try:
                nonce = secrets.token_hex(_NONCE_BYTES)
                return build_request(self.settings, question, ask, nonce)
            except ValueError:
                # By chance the text holds this very nonce: once in 2**96 draws.
                continue

    async def close(self) -> None:
        """Cancel what is under way and close the connections."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._endpoint.close()


def _digest(question: Question, ask: Ask) -> str:
    """Digest what an opinion depends on; the settings are one model's own."""
    parts = [question.question, question.references, question.answer, msgspec.to_builtins(ask)]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=24).hexdigest()
