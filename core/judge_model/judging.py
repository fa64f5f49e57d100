"""Judging with judge models: what a verdict leaves open is asked, and judged once more.

    rollout ─▶ judges ─▶ verdict ─ asks nothing ──────────────────────────▶ Judgement
                 ▲          └─ asks ─▶ JudgeModel ─┬─ opinions ─┐
                 └────────── with the opinions ◀───┼────────────┘
                                                   └─ fails ─▶ no verdict, "judge_failed"

Without a judge model, what takes one is not judged: "judge_off". Neither is ever a reward.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING, Final

import msgspec

from ...sandbox.judges import failure
from ...sandbox.judging import Rollout, decoded_rollout
from ...verifiers.model_judge import Opinion, open_questions
from ..errors import FaultyVerifierError
from ..judge_settings import JudgeModelSettings
from .failure import CallFailedError
from .model import JudgeModel
from .prompt_file import with_prompt

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from ...envs.environment import Environment
    from ...sandbox.judges import Judgement, Judges
    from ...verifiers.model_judge import Question

OPTION: Final = "judge"
"""The environment's option that holds its JudgeModelSettings."""


def judges_of(environments: Mapping[str, Environment]) -> dict[str, JudgeModelSettings]:
    """Return the settings of the environments that have a judge model, their prompts read.

    Raises ConfigurationError when a prompt's file cannot be read.
    """
    return {
        name: with_prompt(settings)
        for name, environment in environments.items()
        for settings in [getattr(environment.options, OPTION, None)]
        if isinstance(settings, JudgeModelSettings) and settings.configured
    }


class ModelJudging:
    """Judges rollouts by `judges`, and asks the models of their environments where these ask.

    `chosen` is what `judges_of` gives. Make it in the loop that uses it.
    """

    def __init__(self, judges: Judges, chosen: Mapping[str, JudgeModelSettings]) -> None:
        self._judges = judges
        self._models = {name: JudgeModel(settings, os.environ) for name, settings in chosen.items()}

    @property
    def calls_at_once(self) -> int:
        """How many calls of models may be under way; judging fewer rollouts at once wastes them."""
        return max((model.settings.max_concurrency for model in self._models.values()), default=0)

    async def judge(self, rollout: bytes) -> Judgement:
        """Judge a rollout, JSON of sandbox.judging.Rollout; raises what Judges.judge raises."""
        judgement = await self._judges.judge(rollout)
        questions = _open(judgement)
        if not questions:
            return judgement
        decoded = decoded_rollout(rollout)
        model = self._models.get(decoded.environment)
        if model is None:
            return failure("judge_off", "the answer takes a judge model; set `judge.model`")
        try:
            opinions = await _asked(model, questions)
        except CallFailedError as error:
            return failure("judge_failed", f"the call of the judge model failed: {error.message}")
        judgement = await self._judges.judge(_with(decoded, opinions))
        if _open(judgement):
            return failure(
                FaultyVerifierError.type, "the verifier takes no opinions of a judge model"
            )
        return judgement

    async def close(self) -> None:
        """End what is under way."""
        for model in self._models.values():
            await model.close()


@contextlib.asynccontextmanager
async def model_judging(
    judges: Judges, chosen: Mapping[str, JudgeModelSettings]
) -> AsyncIterator[ModelJudging]:
    """Have a ModelJudging for as long as the block lasts."""
    judging = ModelJudging(judges, chosen)
    try:
        yield judging
    finally:
        await judging.close()


def _open(judgement: Judgement) -> list[Question]:
    return [] if judgement.verdict is None else open_questions(judgement.verdict)


async def _asked(model: JudgeModel, questions: list[Question]) -> dict[str, list[Opinion]]:
    found = await asyncio.gather(*map(model.opinions, questions))
    keys = (question.key for question in questions)
    return dict(zip(keys, found, strict=True))


def _with(rollout: Rollout, opinions: dict[str, list[Opinion]]) -> bytes:
    told = msgspec.to_builtins(opinions)
    return msgspec.json.encode(msgspec.structs.replace(rollout, opinions=told))
