"""Verifiers by name, made from an environment's options.

"state_match", {"match": "strict", "data_dir": ...} ──▶ state_match("strict")
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final, get_args

from ..core.errors import ConfigurationError, InvalidTaskError
from .boxed_answer import AnswerOptions, boxed_answer, boxed_verifier
from .boxed_answer.options import options_of
from .state_match import Match, state_match

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .verifier import Verifier

_NO_OPTIONS: Final[Mapping[str, Any]] = {}


def verifier_of(name: str, options: Mapping[str, Any] = _NO_OPTIONS) -> Verifier:
    """Return the verifier called `name`.

    It takes from `options` what it knows; the rest are the environment's own. Raises
    ConfigurationError for an unknown name or an option with a wrong value.
    """
    make = _VERIFIERS.get(name)
    if make is None:
        near = difflib.get_close_matches(name, _VERIFIERS, 1, 0.0)[0]
        raise ConfigurationError(f"There is no verifier {name!r}; the nearest is {near!r}.")
    return make(options)


def verifier_names() -> tuple[str, ...]:
    """Return the names of all built-in verifiers."""
    return tuple(_VERIFIERS)


def _boxed_answer(options: Mapping[str, Any]) -> Verifier:
    try:
        chosen = options_of(options, AnswerOptions())
    except InvalidTaskError as error:
        raise ConfigurationError(error.message, **error.details)
    return boxed_answer if chosen == AnswerOptions() else boxed_verifier(chosen)


def _state_match(options: Mapping[str, Any]) -> Verifier:
    match = options.get("match", "outcome")
    for known in get_args(Match):
        if match == known:
            return state_match(known)
    raise ConfigurationError(f"match must be outcome or strict, not {match!r}.", option="match")


_VERIFIERS: Final[dict[str, Callable[[Mapping[str, Any]], Verifier]]] = {
    "boxed_answer": _boxed_answer,
    "state_match": _state_match,
}
