"""The fields of a task row that the verifier reads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from ...core.errors import InvalidTaskError
from .boxes import final_boxes, undressed
from .limits import MAX_EXPECTED_CHARS
from .options import AnswerOptions, options_of
from .typography import stripped

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT = AnswerOptions()


class BoxedTask(msgspec.Struct, frozen=True):
    """What a rollout is held to. `code_contains`: text that some executed code must hold, or ""."""

    expected: str
    code_contains: str
    options: AnswerOptions


def check_boxed_task(row: Mapping[str, Any], default: AnswerOptions = _DEFAULT) -> BoxedTask:
    """Read `expected_result`, `expected_code_contains` and the answer options of a row.

    Numbers are taken as their text. Raises InvalidTaskError, naming the field, when there is no
    expected answer or a field has the wrong type.
    """
    return BoxedTask(_expected(row), _code_contains(row), options_of(row, default))


def _expected(row: Mapping[str, Any]) -> str:
    value = row.get("expected_result")
    if isinstance(value, float) and not math.isfinite(value):
        raise _invalid("expected_result", "must be finite")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _number_text(value)
    if not isinstance(value, str):
        raise _invalid("expected_result", f"must be text, not {_kind(value)}")
    if not value.strip():
        raise _invalid("expected_result", "is empty")
    if len(value) > MAX_EXPECTED_CHARS:
        raise _invalid("expected_result", f"is longer than {MAX_EXPECTED_CHARS} characters")
    return ", ".join(final_boxes(value)) or undressed(stripped(value))


def _number_text(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # a whole number of more digits than Python turns into text
        raise _invalid("expected_result", "is a number too long to be written as text")


def _code_contains(row: Mapping[str, Any]) -> str:
    value = row.get("expected_code_contains")
    if value is not None and not isinstance(value, str):
        raise _invalid("expected_code_contains", f"must be text, not {_kind(value)}")
    return value or ""


def _kind(value: object) -> str:
    return "missing" if value is None else f"a {type(value).__name__}"


def _invalid(field: str, what: str) -> InvalidTaskError:
    return InvalidTaskError(f"{field} {what}; correct the task row.", field=field)
