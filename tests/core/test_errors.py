from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import (
    InternalError,
    MalformedCallError,
    SallyportError,
    _subclasses,
    error_of,
)

KINDS = sorted(
    {kind for kind in _subclasses(SallyportError)[1:] if "type" in vars(kind)},
    key=lambda kind: kind.type,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_an_error_is_rebuilt_from_its_type(kind: type[SallyportError]) -> None:
    error = error_of(kind.type, "what happened", {"at": 3})
    assert type(error) is kind
    assert (error.message, error.details) == ("what happened", {"at": 3})
    assert str(error) == "what happened"


def test_each_type_belongs_to_one_class() -> None:
    named = [kind.type for kind in KINDS]
    assert len(named) == len(set(named))


@given(st.text(max_size=20).filter(lambda text: text not in {kind.type for kind in KINDS}))
def test_an_unknown_type_is_an_internal_error(kind: str) -> None:
    assert type(error_of(kind, "m", {})) is InternalError


def test_details_may_be_named_like_the_parameters() -> None:
    error = error_of("conflict", "m", {"message": 1, "self": 2, "details": 3})
    assert error.details == {"message": 1, "self": 2, "details": 3}
    assert error.message == "m"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_the_one_shape_has_four_fields_and_a_status_of_an_error(
    kind: type[SallyportError],
) -> None:
    error = error_of(kind.type, "m", {})
    assert error.as_json() == {
        "error": {"type": kind.type, "message": "m", "retryable": kind.retryable, "details": {}}
    }
    assert 400 <= kind.status_code < 600


def test_whose_fault_it_is_is_said_by_the_status() -> None:
    by_type = {kind.type: kind.status_code for kind in KINDS}
    ours = {"internal": 500, "worker_died": 502, "draining": 503, "deadline_exceeded": 504}
    gone = {"session_closed": 410, "session_expired": 410, "session_lost": 410}
    models = {"unknown_tool": 404, "invalid_arguments": 422}
    clients = {"malformed_request": 400, "bad_token": 401, "conflict": 409, "too_large": 413}
    assert (ours | gone | models | clients).items() <= by_type.items()


def test_only_what_may_pass_by_itself_is_retryable() -> None:
    retryable = {kind.type for kind in KINDS if kind.retryable}
    assert retryable == {"session_busy", "at_capacity", "draining", "not_ready"}


def test_a_recorded_call_that_is_no_object_names_its_tool() -> None:
    error = MalformedCallError("echo", "are a list")
    assert error.type == "invalid_arguments"
    assert error.details == {"tool": "echo"}
    assert "'echo'" in error.message
