"""What of a message is thinking, and what is the answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.thinking import without_thinking


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no marks at all", "no marks at all"),
        ("a < b and b > c", "a < b and b > c"),
        ("<think>x</think>y", "y"),
        ("<THINK>x</Think>y", "y"),
        ("<thinking>x</thinking>y", "y"),
        ("a<think>x</think>b<think>y</think>c", "abc"),
        ("opened by the template</think>y", "y"),
        ("y<think>cut off", "y"),
        ("<think>a<think>b</think>c</think>d", "d"),
        ("x</think>y</think>z", "z"),
        ("<think></think>", ""),
        ("a<think>b</think>c</think>d", "d"),
    ],
)
def test_thinking_is_cut_out(text: str, rest: str) -> None:
    assert without_thinking(text) == rest


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<think>", "</think>", "x", "<"])).map("".join))
def test_what_remains_has_no_marks(text: str) -> None:
    assert "think>" not in without_thinking(text)
