"""Verifiers by name, made from an environment's options.

"state_match", {"match": "strict", "data_dir": ...} ──▶ state_match("strict")
"my_quiz", the options ──▶ what the environment's file registered under that name
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec

from ..core.author_lines import told
from ..core.errors import ConfigurationError, InvalidTaskError, SallyportError
from ..core.judge_settings import JudgeModelSettings
from .boxed_answer import AnswerOptions, boxed_verifier
from .boxed_answer.options import options_of
from .open_answer import open_verifier
from .open_answer.verifier import options_of as open_options_of
from .state_match import Match, state_match

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .verifier import Verifier

_NO_OPTIONS: Final[Mapping[str, Any]] = {}


def verifier_of(name: str, options: Mapping[str, Any] = _NO_OPTIONS) -> Verifier:
    """Return the verifier called `name`.

    It takes from `options` what it knows; the rest are the environment's own. Raises
    ConfigurationError for an unknown name, an option with a wrong value, or a verifier of one's
    own that cannot be made.
    """
    built_in = _VERIFIERS.get(name)
    if built_in is not None:
        return built_in(options)
    if name not in _OWN:
        known = [*_VERIFIERS, *_OWN]
        near = difflib.get_close_matches(name, known, 3, 0.5) or known
        raise ConfigurationError(
            f"There is no verifier {name!r}; did you mean {' or '.join(map(repr, near))}?"
            " One of your own is named by `register` in the environment's file."
        )
    try:
        verifier = _OWN[name](options)
    except SallyportError:
        raise
    # Whatever an author's function raises is told to them, with its line.
    except Exception as error:
        raise ConfigurationError(f"The verifier {name!r} cannot be made: {told(error)}") from error
    if not callable(verifier):
        raise ConfigurationError(
            f"What makes the verifier {name!r} returned a {type(verifier).__name__}; it must return"
            " a function of task, transcript and state."
        )
    return verifier


def register(name: str, make: Callable[[Mapping[str, Any]], Verifier]) -> None:
    """Let environments name a verifier of one's own, which `make` makes from their options.

    The environment's file calls it when it is loaded, as it is in every process that judges.
    Raises ConfigurationError for a built-in's name.
    """
    if name in _VERIFIERS:
        raise ConfigurationError(f"The verifier {name!r} is built in; choose another name.")
    _OWN[name] = make


def verifier_names() -> tuple[str, ...]:
    """Return the names of all built-in verifiers."""
    return tuple(_VERIFIERS)


def asks_symbolic(name: str) -> bool:
    """Whether verdicts of the verifier called `name` may leave questions to the symbolic layer.

    One of somebody's own may, for it may hold `boxed_answer`: alone, combined, or called by hand.
    """
    return name in _ASKING or name not in _VERIFIERS


def _boxed_answer(options: Mapping[str, Any]) -> Verifier:
    try:
        chosen = options_of(options, AnswerOptions())
        judge = msgspec.convert(options.get("judge") or {}, JudgeModelSettings)
    except InvalidTaskError as error:
        raise ConfigurationError(error.message, **error.details)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"an option of the verifier boxed_answer does not fit: {error}")
    return boxed_verifier(chosen, judge)


def _state_match(options: Mapping[str, Any]) -> Verifier:
    match = options.get("match", "outcome")
    for known in get_args(Match):
        if match == known:
            return state_match(known)
    raise ConfigurationError(f"match must be outcome or strict, not {match!r}.", option="match")


def _open_answer(options: Mapping[str, Any]) -> Verifier:
    return open_verifier(open_options_of(options))


_VERIFIERS: Final[dict[str, Callable[[Mapping[str, Any]], Verifier]]] = {
    "boxed_answer": _boxed_answer,
    "open_answer": _open_answer,
    "state_match": _state_match,
}

_OWN: Final[dict[str, Callable[[Mapping[str, Any]], Verifier]]] = {}

_ASKING: Final = frozenset({"boxed_answer"})
