"""Answers that are in no notation read here, put to a judge model where that is wanted.

    verdict `not_read`, judge_unread ─▶ question in its details ─▶ judge model ─▶ opinions
                 ▲                                                                   │
                 └─────── the verifier once more, which now finds them in the state ◀┘

See verifiers/model_judge for the question's way, and core/judge_model for who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...core.judge_settings import JudgeModelSettings
from ...core.transcript import user_texts
from ..model_judge import Question, opened, opinions_of, score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...core.types import State, Verdict

NO_JUDGE: Final = JudgeModelSettings()
"""Without a model: then what is left open has no reward, see core/judge_model."""

_MAX_QUESTION_CHARS: Final = 20_000  # as much as open_answer shows a judge of a question


def by_model(
    verdict: Verdict,
    row: Mapping[str, Any],
    expected: str,
    answer: str,
    judge: JudgeModelSettings,
    state: State,
) -> Verdict:
    """Return the verdict on an answer that was not read, by the opinions in the state.

    Without them `verdict` is left open, with the question in its details. What else the task asks
    for (code) must be there too: without it there is no reward, whatever the model says.
    """
    told = row.get("question")
    question = told if isinstance(told, str) else next(reversed(user_texts(row)), "")
    criteria = tuple(each.criterion for each in judge.rubric)
    asked = Question(question[:_MAX_QUESTION_CHARS], (expected,), answer, criteria, judge.swap)
    opinions = opinions_of(state, asked)
    if opinions is None:
        open_details = verdict.details | {"undecided": True} | opened(asked)
        return msgspec.structs.replace(verdict, details=open_details)
    scored = score(judge, judge.rubric, opinions)
    complete = all(value for name, value in verdict.components.items() if name != "answer")
    said = [
        msgspec.to_builtins(ask) | msgspec.to_builtins(opinion)
        for ask, opinion in zip(asked.asks, opinions, strict=True)
    ]
    return msgspec.structs.replace(
        verdict,
        reward=scored.reward if complete else 0.0,
        passed=scored.passed and complete,
        method="model_unclear" if scored.unclear == len(opinions) else "model",
        reason=scored.reason,
        components=verdict.components | {"answer": scored.reward} | scored.components,
        details=verdict.details | {"unclear": scored.unclear, "opinions": said},
    )
