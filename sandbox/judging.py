"""Judging one rollout: check its task, find its end state, ask the environment's verifier.

    task row, response ─▶ check_task ─▶ transcript ─▶ end state ─▶ verifier ─▶ Verdict
                                                        │  exported by the live session, or
                                                        └  played again from the transcript

It runs in a judging process, never in the front door. Everything here is a function of its
arguments; the cache only saves repeating one.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from ..core.author_lines import told
from ..core.errors import (
    FaultyCodeError,
    FaultyVerifierError,
    InternalError,
    InvalidArgumentsError,
    InvalidTaskError,
    MalformedRequestError,
    NoRolloutError,
    UnknownEnvironmentError,
)
from ..core.transcript import RecordedCall, Transcript, transcript_of
from ..core.types import JsonObject, State, ToolCall, Verdict
from ..envs.environment import Environment
from ..verifiers.boxed_answer.questions import ANSWERS, Answer
from ..verifiers.contract import fault_of
from ..verifiers.model_judge.questions import OPINIONS
from ..verifiers.registry import verifier_of

MAX_CACHED_STATES = 1024
"""End states of ground truths kept by content: a group of rollouts shares one task, and a state is
a few kilobytes."""


_NO_ANSWERS: Final[Mapping[str, Answer]] = {}


class Rollout(msgspec.Struct, frozen=True):
    """What is judged: `row` is the task row, `response` a Responses object, `state` the exported
    state of the live session, or None to play the transcript's calls again; `made` are the calls of
    that session, in place of those that the response tells. `opinions` are those of a judge model
    on what a verdict left open before; only the front door fills them in.
    """

    environment: str
    row: JsonObject
    response: JsonObject
    state: State | None = None
    opinions: JsonObject = {}
    made: tuple[JsonObject, ...] | None = None


def decoded_rollout(body: bytes) -> Rollout:
    """Decode a rollout from JSON. Raises MalformedRequestError: its parts came from outside."""
    try:
        return msgspec.json.decode(body, type=Rollout)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequestError(f"The rollout cannot be read: {error}.")


def judge(
    environments: Mapping[str, Environment], rollout: Rollout, answers: bytes = b"{}"
) -> Verdict:
    """Judge one rollout; `answers` is JSON, see `judge_in`.

    Raises InvalidTaskError when its task cannot be judged, NoRolloutError when its response is
    none, UnknownEnvironmentError when it names none of `environments`.
    """
    environment = environments.get(rollout.environment)
    if environment is None:
        raise UnknownEnvironmentError(f"no environment {rollout.environment!r} is served here")
    return judge_in(environment, rollout, msgspec.json.decode(answers, type=dict[str, Answer]))


def judge_in(
    environment: Environment, rollout: Rollout, answers: Mapping[str, Answer] = _NO_ANSWERS
) -> Verdict:
    """Judge one rollout of a known environment.

    `answers` is what the symbolic layer said to the questions that a verdict left open before. The
    details say under `converted` what of the response was in a shape foreign to Responses.
    Raises InvalidTaskError, NoRolloutError, and FaultyCodeError for what the environment or its
    verifier does that it may not.
    """
    with code_of(f"{environment.name}'s check_task"):
        task = environment.check_task(rollout.row)
    transcript = transcript_of(rollout.response)
    if rollout.made is not None:
        said = [item for item in transcript.items if item.get("type") == "message"]
        transcript = Transcript((*rollout.made, *said), transcript.converted)
    # Over whatever stands under that name in a state: it was exported where agents' code ran.
    state = end_state(environment, rollout, transcript)
    state = state | {ANSWERS: dict(answers), OPINIONS: rollout.opinions}
    verifier = verifier_of(environment.verifier, msgspec.to_builtins(environment.options))
    whose = f"the verifier {environment.verifier!r}"
    with code_of(whose, FaultyVerifierError):
        verdict = verifier(task, transcript, state)
    fault = fault_of(verdict)
    if fault:
        raise FaultyVerifierError(f"{whose}: {fault}")
    if not transcript.converted:
        return verdict
    details = {**verdict.details, "converted": list(transcript.converted)}
    return msgspec.structs.replace(verdict, details=details)


@contextlib.contextmanager
def code_of(whose: str, kind: type[FaultyCodeError] = FaultyCodeError) -> Iterator[None]:
    """Run code of an environment's author: what it may not raise becomes a `kind` that says whose.

    InvalidTaskError it may raise, InternalError too (of a state that is broken). MemoryError is
    the machine's.
    """
    try:
        yield
    except (InvalidTaskError, NoRolloutError, InternalError, MemoryError):
        raise
    # Whatever an author's code raises, it is told to them with its line, and is no reward.
    except Exception as error:
        raise kind(f"{whose} raised {told(error)}") from error


def end_state(environment: Environment, rollout: Rollout, transcript: Transcript) -> State:
    """Return the state that a rollout is judged by: found and expected ends, or what was exported.

    Raises InvalidTaskError when the ground truth cannot be played, FaultyCodeError when the
    environment's own code fails.
    """
    if not environment.replays:
        return rollout.state or {}
    found = rollout.state
    if found is None:
        found = replayed(environment, [_decoded(call) for call in transcript.calls()])
    with code_of(f"{environment.name}'s solution"):
        solution = environment.solution(rollout.row)[0]
    return {"found": found, "expected": _expected(environment, solution)}


def replayed(environment: Environment, calls: Sequence[ToolCall | None]) -> State:
    """Return the state that calls lead to in a fresh world. Raises FaultyCodeError."""
    with code_of(f"{environment.name}'s replay"):
        return environment.replay(calls)


def _decoded(call: RecordedCall) -> ToolCall | None:
    """A call whose arguments cannot be read changed nothing when it was made, nor does it now."""
    try:
        return call.decode()
    except InvalidArgumentsError:
        return None


_states: OrderedDict[bytes, State] = OrderedDict()


def _expected(environment: Environment, calls: Sequence[ToolCall]) -> State:
    key = msgspec.json.encode([environment.name, id(environment), calls])
    state = _states.get(key)
    if state is None:
        state = _states[key] = replayed(environment, calls)
        if len(_states) > MAX_CACHED_STATES:
            _states.popitem(last=False)
    else:
        _states.move_to_end(key)
    return state
