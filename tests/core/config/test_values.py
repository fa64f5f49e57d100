from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from sallyport.core.config.arguments import from_set
from sallyport.core.config.origin import Assignment, Origin
from sallyport.core.config.values import convert, expected
from sallyport.core.errors import ConfigurationError
from sallyport.core.settings import Seconds


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("5", float, 5.0),
        ("5", int, 5),
        ("1e3", float, 1000.0),
        ("yes", bool, True),
        ("2024", str, "2024"),
        ("007", str | None, "007"),
        ("null", str | None, None),
        ("on", str, "on"),
        ("2023-11-30", str, "2023-11-30"),
        ("[a, b]", tuple[str, ...], ("a", "b")),
    ],
)
def test_text_becomes_the_type_that_is_wanted(text: str, wanted: Any, value: object) -> None:
    assert convert(from_set(f"key={text}"), "key", wanted) == value


@pytest.mark.parametrize("text", ["nan", ".nan", ".inf", "-1", "0", "1e99", "true", "soon", ""])
def test_a_duration_is_a_positive_finite_number(text: str) -> None:
    with pytest.raises(ConfigurationError, match="key must be a number above 0 and at most"):
        convert(from_set(f"key={text}"), "key", Seconds)


def test_an_error_names_source_setting_want_and_what_came() -> None:
    with pytest.raises(ConfigurationError) as caught:
        convert(from_set("calls.queue=never"), "calls.queue", Literal["wait", "refuse"])
    assert caught.value.message == (
        "--set calls.queue: calls.queue must be one of 'refuse', 'wait', not 'never'"
    )


def test_an_error_about_a_secret_does_not_repeat_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        convert(from_set("k=hunter2"), "k", Annotated[str, Meta(min_length=32)], secret=True)
    assert "hunter2" not in caught.value.message


def test_a_value_of_a_file_that_is_no_text_is_not_taken_for_text() -> None:
    assignment = Assignment("key", 2024, Origin("file", "x.yaml"))
    with pytest.raises(ConfigurationError, match=r"file x\.yaml: key must be text, not 2024"):
        convert(assignment, "key", str)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (bool, "true or false"),
        (Annotated[int, Meta(ge=0, le=65_535)], "a whole number of at least 0 and at most 65535"),
        (Annotated[float, Meta(gt=0, lt=1)], "a number above 0 and below 1"),
        (tuple[Annotated[str, Meta(min_length=16)], ...], "a list, each text of at least 16"),
        (int | None, "a whole number or null"),
        (dict[str, int], "a value of dict form"),
    ],
)
def test_types_are_described_in_words(wanted: Any, words: str) -> None:
    assert expected(wanted).startswith(words)
