"""The verifier of short free-form answers: deterministic first, a judge model for the rest.

last message ─▶ answer ─┬─ same normal form as the reference or an alias ─▶ text, number    1.0
                        ├─ another whole number than the reference ───────▶ number          0.0
                        ├─ nothing, a refusal, far too long ──────────────▶ no_answer, ...  0.0
                        └─ anything else: undecided ─▶ open question ─▶ opinions ─▶ model
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ...core.errors import ConfigurationError
from ...core.judge_settings import Criterion, JudgeModelSettings
from ...core.types import JsonObject, State, Task, Verdict
from ..model_judge import Question, opened, opinions_of, score
from .answer import declines, last_answer
from .normal_form import MAX_CHARS, normal_form, only_number
from .task import OpenTask, check_open_task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...core.transcript import Transcript
    from ..model_judge import Opinion
    from ..verifier import Verifier

_SHOWN_CHARS = 200
"""Of an answer that a verdict echoes."""


class OpenOptions(msgspec.Struct, frozen=True, kw_only=True):
    """`judge`: the model that is asked about undecided answers.

    `without_judge`: what becomes of them where there is none. `invalid`: they are not judged, and
    have no reward; `wrong`: they are wrong, as in an exact-match environment.
    """

    judge: JudgeModelSettings = JudgeModelSettings()
    without_judge: Literal["invalid", "wrong"] = "invalid"


def options_of(options: Mapping[str, Any]) -> OpenOptions:
    """Read the verifier's options among an environment's. Raises ConfigurationError."""
    try:
        return msgspec.convert(dict(options), OpenOptions)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"an option of the verifier open_answer does not fit: {error}")


def open_verifier(options: OpenOptions) -> Verifier:
    """Make the verifier.

    The reward of a right answer is 1.0, of a wrong one 0.0, and of one that only a model can judge
    what its opinions in the state come to (`model_judge.score`). Without opinions such a verdict is
    `undecided` in its details, with reward 0.0, and holds the question: see `model_judge`; who runs
    the verifier sees to it that it is asked, or that there is no reward. Raises InvalidTaskError
    for a task without an expected answer, and nothing else, whatever the transcript and the state.
    """

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        wanted = check_open_task(task.row)
        answer = last_answer(transcript)
        decided = _decided(wanted, answer)
        if decided is not None:
            return decided
        rubric = wanted.rubric or options.judge.rubric
        question = _question(wanted, answer, rubric, swap=options.judge.swap)
        opinions = opinions_of(state, question)
        if opinions is not None:
            return _by_model(options, wanted, question, rubric, opinions)
        return _undecided(options, wanted, question)

    return verifier


def open_answer(task: Task, transcript: Transcript, state: State) -> Verdict:
    """Judge a rollout with default options; see `open_verifier`."""
    return _DEFAULT(task, transcript, state)


_DEFAULT = open_verifier(OpenOptions())


def _question(
    task: OpenTask, answer: str, rubric: tuple[Criterion, ...], *, swap: bool
) -> Question:
    references = (task.expected_answer, *task.aliases)
    criteria = tuple(each.criterion for each in rubric)
    return Question(task.question, references, answer, criteria, swap)


def _decided(task: OpenTask, answer: str) -> Verdict | None:
    """Return the verdict where no model is needed for it, else None."""
    if not answer:
        return _verdict(task, answer, "no_answer", "No assistant message has any text.")
    forms = [normal_form(text) for text in (task.expected_answer, *task.aliases)]
    form = normal_form(answer)
    if form and form in forms:
        method = "number" if only_number(form) is not None else "text"
        return _verdict(task, answer, method, "The answer is the reference.", right=True)
    if len(answer) > MAX_CHARS:
        reason = f"The answer has {len(answer):,} characters; a short one has up to {MAX_CHARS:,}."
        return _verdict(task, answer, "too_long", reason)
    if not form or declines(answer):
        return _verdict(task, answer, "declined", "The message names no answer.")
    found, expected = only_number(form), [only_number(each) for each in forms]
    if _whole(found) and any(map(_whole, expected)):
        return _verdict(task, answer, "number", "The answer is another number than the reference.")
    return None


def _whole(number: Any) -> bool:
    """Rounding may make two decimals the same; two whole numbers never are."""
    return number is not None and number.denominator == 1


def _verdict(
    task: OpenTask, answer: str, method: str, reason: str, *, right: bool = False
) -> Verdict:
    components = {"answer": float(right)}
    return Verdict(float(right), right, method, reason, components, _details(task, answer))


def _details(task: OpenTask, answer: str, *, undecided: bool = False) -> JsonObject:
    return {
        "extracted_answer": answer[:_SHOWN_CHARS] or None,
        "expected": task.expected_answer,
        "undecided": undecided,
    }


def _undecided(options: OpenOptions, task: OpenTask, question: Question) -> Verdict:
    verdict = _verdict(
        task, question.answer, "undecided", "Whether the answer is right takes a judge model."
    )
    if options.without_judge == "wrong" and not options.judge.configured:
        reason = "The answer is not written like the reference, and there is no judge model."
        return msgspec.structs.replace(verdict, method="no_judge", reason=reason)
    details = _details(task, question.answer, undecided=True) | opened(question)
    return msgspec.structs.replace(verdict, details=details)


def _by_model(
    options: OpenOptions,
    task: OpenTask,
    question: Question,
    rubric: tuple[Criterion, ...],
    opinions: list[Opinion],
) -> Verdict:
    scored = score(options.judge, rubric, opinions)
    told = [
        {**msgspec.to_builtins(ask), **msgspec.to_builtins(opinion)}
        for ask, opinion in zip(question.asks, opinions, strict=True)
    ]
    details = _details(task, question.answer)
    return Verdict(
        reward=scored.reward,
        passed=scored.passed,
        method="model_unclear" if scored.unclear == len(opinions) else "model",
        reason=scored.reason,
        components={"answer": scored.reward, **scored.components},
        details={**details, "unclear": scored.unclear, "opinions": told},
        shares=scored.shares,
    )
