r"""The verifier of mathematics tasks: the last boxed answer against the expected one.

transcript ──▶ last assistant message with a box ──▶ answer ──compare──▶ component `answer`
     └───────▶ arguments of executed code ─────────contains?───────────▶ component `code`
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from ...core.errors import MalformedCallError
from ...core.types import JsonObject, State, Task, Verdict
from .boxes import final_boxes
from .comparison import compare
from .limits import MAX_ECHOED_CHARS, MAX_SCANNED_CHARS
from .options import AnswerOptions
from .questions import Question, answer_of, opened
from .task import BoxedTask, check_boxed_task
from .thinking import without_thinking
from .unread import NO_JUDGE, by_model

if TYPE_CHECKING:
    from ...core.judge_settings import JudgeModelSettings
    from ...core.transcript import RecordedCall, Transcript
    from ..verifier import Verifier
    from .outcome import Comparison

CODE_TOOL: Final = "execute_python"
"""The tool whose `code` argument is searched for what a task wants to see in it."""


class Answer(msgspec.Struct, frozen=True):
    """An answer found, the boxes it is made of, and the index of its message."""

    text: str
    message: int
    boxes: tuple[str, ...] = ()


def boxed_answer(task: Task, transcript: Transcript, state: State) -> Verdict:
    """Judge a rollout by its boxed answer; see `boxed_verifier`."""
    return _DEFAULT(task, transcript, state)


def boxed_verifier(options: AnswerOptions, judge: JudgeModelSettings = NO_JUDGE) -> Verifier:
    """Make the verifier with other defaults than AnswerOptions'; tasks may still set their own.

    The verdict's reward is 1.0 for a right answer, provided that the code holds what the task asks
    for, else 0.0. Components: `answer`, and `code` when asked for. The method is the layer of
    comparison that decided, or `no_box`. Where only the symbolic layer can tell, the verdict is
    `undecided` in its details, with reward 0.0, unless the state holds that layer's answer: see
    `questions`; judging processes see to it that it does. An answer in no notation that is read is
    wrong, with the method `not_read`; with the option `judge_unread` it is left to the model of
    `judge`, see `unread`. Raises InvalidTaskError for a task
    without an expected answer, and nothing else, whatever the transcript.
    """

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        wanted = check_boxed_task(task.row, options)
        verdict, answer = _judge(wanted, transcript, state)
        if answer is None or verdict.method != "not_read" or not wanted.options.judge_unread:
            return verdict
        return by_model(verdict, task.row, wanted.expected, answer.text, judge, state)

    return verifier


_DEFAULT: Final = boxed_verifier(AnswerOptions())


def _judge(task: BoxedTask, transcript: Transcript, state: State) -> tuple[Verdict, Answer | None]:
    answer = find_answer(transcript)
    if answer is None:
        return _verdict(task, transcript, None, None), None
    comparison = compare(task.expected, answer.text, task.options)
    if len(answer.boxes) > 1 and not comparison.equal:
        # Not parts of an answer, then, but one answer given several times: each must be right.
        alone = [compare(task.expected, box, task.options) for box in answer.boxes]
        if all(each.equal for each in alone):
            comparison = alone[-1]
    if comparison.equal is None:
        question = Question(task.expected, answer.text, task.options)
        comparison = answer_of(state, question) or comparison
    return _verdict(task, transcript, answer, comparison), answer


def find_answer(transcript: Transcript) -> Answer | None:
    """Return the final boxes of the last assistant message that has a box, as one answer.

    Thinking blocks are no part of a message. At most MAX_SCANNED_CHARS are searched, the end first.
    """
    texts = transcript.assistant_texts()
    budget = MAX_SCANNED_CHARS
    for index in reversed(range(len(texts))):
        if budget <= 0:
            break
        text = without_thinking(texts[index][-budget:])
        budget -= len(texts[index])
        found = final_boxes(text)
        if found:
            return Answer(", ".join(found), index, tuple(found))
    return None


def _verdict(
    task: BoxedTask, transcript: Transcript, answer: Answer | None, comparison: Comparison | None
) -> Verdict:
    right = comparison is not None and comparison.equal is True
    components = {"answer": float(right)}
    if task.code_contains:
        components["code"] = float(_code_contains(transcript, task.code_contains))
    passed = all(components.values())
    return Verdict(
        reward=float(passed),
        passed=passed,
        method="no_box" if comparison is None else comparison.layer,
        reason=_reason(comparison, right, passed, task),
        components=components,
        details=_details(task, answer, comparison),
    )


def _reason(comparison: Comparison | None, right: bool, passed: bool, task: BoxedTask) -> str:
    if comparison is None:
        return "No assistant message has a complete \\boxed{...}."
    if right and not passed:
        return "The answer is right, but no executed code holds what the task asks for."
    return comparison.reason


def _details(task: BoxedTask, answer: Answer | None, comparison: Comparison | None) -> JsonObject:
    details: JsonObject = {
        "extracted_answer": None if answer is None else answer.text[:MAX_ECHOED_CHARS],
        "expected": task.expected,
        "layer": None if comparison is None else comparison.layer,
        "undecided": comparison is not None and comparison.equal is None,
        "message": None if answer is None else answer.message,
    }
    if answer is not None and details["undecided"]:
        details |= opened(Question(task.expected, answer.text, task.options))
    return details


def _code_contains(transcript: Transcript, wanted: str) -> bool:
    return any(call.name == CODE_TOOL and wanted in _code_of(call) for call in transcript.calls())


def _code_of(call: RecordedCall) -> str:
    """Return the cell that a call ran; one whose arguments are broken ran nothing."""
    try:
        code = call.decode().arguments.get("code")
    except MalformedCallError:
        return ""
    return code if isinstance(code, str) else ""
