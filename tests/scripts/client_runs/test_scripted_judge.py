"""The scripted judge says what the candidate asks for, to Sallyport's own judge model."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from sallyport.core.judge_model import JudgeModel
from sallyport.core.judge_model.failure import CallFailedError
from sallyport.core.judge_settings import JudgeModelSettings
from sallyport.verifiers.model_judge import Question
from scripts.client_runs.scripted_judge import RIGHT, UNANSWERED, WRONG, scripted_judge


def judged(word: str) -> str | None:
    async def work() -> str | None:
        with scripted_judge() as settings:
            model = JudgeModel(msgspec.convert(settings, JudgeModelSettings), {})
            try:
                question = Question("Which bird?", ("the grey heron",), f"Bird 7, {word}")
                [opinion] = await model.opinions(question)
                return opinion.label
            finally:
                await model.close()

    return asyncio.run(asyncio.wait_for(work(), 30))


def test_a_candidate_gets_the_verdict_that_it_names() -> None:
    assert (judged(RIGHT), judged(WRONG)) == ("CORRECT", "INCORRECT")


def test_an_unanswered_one_is_a_failed_call() -> None:
    with pytest.raises(CallFailedError):
        judged(UNANSWERED)
