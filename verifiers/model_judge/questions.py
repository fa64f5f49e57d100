"""What a verdict leaves open for a judge model, and how its opinions come back.

    verifier ─▶ verdict, details {"model_question": ...} ─▶ open_questions ─▶ judge model
        ▲                                                                         │
        └───────── state {"model_opinions": {key of the question: [...]}} ◀───────┘

The verifier stays a pure function: asked again with the opinions in the state, it leaves nothing
open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from ...core.types import JsonObject, State, Verdict

OPINIONS: Final = "model_opinions"
"""Under this name a state holds opinions, by the keys of their questions."""

OPEN: Final = "model_question"
"""Under this name the details of a verdict hold its question, and nothing else may stand there."""

ASKED: Final = "a question to a judge model"

_MAX_DEPTH: Final = 8
"""Verifiers within verifiers whose details are searched; more is no verifier of ours."""


class Ask(msgspec.Struct, frozen=True):
    """One thing asked: by which criterion ("": plain agreement), and in which order."""

    criterion: str = ""
    swapped: bool = False


class Question(msgspec.Struct, frozen=True):
    """An answer that a model is to judge.

    `references` are the expected answer and others that are as good. `criteria`: empty means
    whether answer and references agree; else each is judged by itself. `swap`: each once more with
    reference and answer exchanged.
    """

    question: str
    references: tuple[str, ...]
    answer: str
    criteria: tuple[str, ...] = ()
    swap: bool = False

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Everything that is asked: criterion by criterion, then the swapped pass of each."""
        orders = (False, True) if self.swap else (False,)
        return tuple(
            Ask(criterion, swapped) for criterion in self.criteria or ("",) for swapped in orders
        )

    @property
    def key(self) -> str:
        """Return a digest that is the same for the same question, whatever letters are in it."""
        text = json.dumps(msgspec.to_builtins(self), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Opinion(msgspec.Struct, frozen=True):
    """What the model said to one ask: a verdict's label, or None when its reply names none.

    `said` is the end of its reply, for people.
    """

    label: str | None
    said: str = ""


def opened(question: Question) -> JsonObject:
    """Return what the details of a verdict that leaves `question` open hold besides."""
    # Lists, as they come back from JSON.
    lists = {"references": list(question.references), "criteria": list(question.criteria)}
    return {OPEN: msgspec.to_builtins(question) | lists}


def open_questions(verdict: Verdict) -> list[Question]:
    """Return the questions that a verdict left open, those of its parts included.

    Raises msgspec.ValidationError where something else is kept under their name.
    """
    return list(_found(verdict.details, _MAX_DEPTH))


def _found(details: Mapping[str, Any], depth: int) -> Iterator[Question]:
    if OPEN in details:
        yield msgspec.convert(details[OPEN], Question)
    elif depth:
        for inner in details.values():
            if isinstance(inner, dict):
                yield from _found(inner, depth - 1)


def opinions_of(state: State, question: Question) -> list[Opinion] | None:
    """Return the opinions of a question, one for each of its asks, where the state has them.

    A state may hold anything; what is no full list of opinions is none.
    """
    known = state.get(OPINIONS)
    found = known.get(question.key) if isinstance(known, dict) else None
    try:
        opinions = msgspec.convert(found, list[Opinion])
    except msgspec.ValidationError:
        return None
    return opinions if len(opinions) == len(question.asks) else None
