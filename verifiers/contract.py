"""What every verdict is, whoever's verifier gave it: the one check of it, here and in the laws."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from ..core.types import Verdict
from .boxed_answer import questions as answer_questions
from .model_judge import questions as model_questions

REWARDS: Final = (0.0, 1.0)
"""The least and the greatest reward."""


def fault_of(verdict: object, rewards: tuple[float, float] = REWARDS) -> str:
    """Say what is wrong with a verifier's verdict, or return ""."""
    if not isinstance(verdict, Verdict):
        return f"it returned {_kind(verdict)}, not a Verdict"
    for name, value in [("reward", verdict.reward), *verdict.components.items()]:
        if type(value) not in {int, float} or not math.isfinite(value):
            return f"{name} is {value!r} ({_kind(value)}), which is no finite number"
    least, greatest = rewards
    if not least <= verdict.reward <= greatest:
        return f"the reward is {verdict.reward}, not from {least:g} to {greatest:g}"
    passed: object = verdict.passed  # annotated as bool, which holds nobody to it
    if type(passed) is not bool:
        return f"passed is {passed!r} ({_kind(passed)}), neither True nor False"
    try:
        again = msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        return f"the verdict cannot be written as JSON and read again: {error}"
    for questions in (answer_questions, model_questions):
        try:
            questions.open_questions(again)
        except msgspec.ValidationError as error:
            return (
                f"its details hold {questions.OPEN!r}, the name of {questions.ASKED}, and it is "
                f"none ({error}); give what you keep there another name"
            )
    return ""


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"
