"""What of a message is thinking, and what is the answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.thinking import BLOCKS, Marks, without_thinking

NAMES = [marks.opens[0] for marks in BLOCKS]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no marks at all", "no marks at all"),
        ("a < b and b > c", "a < b and b > c"),
        ("<think>x</think>y", "y"),
        ("<THINK>x</Think>y", "y"),
        ("<thinking>x</thinking>y", "y"),
        ("<thinking>x</think>y", "y"),
        ("a<think>x</think>b<think>y</think>c", "abc"),
        ("opened by the template</think>y", "y"),
        ("y<think>cut off", "y"),
        ("<think>a<think>b</think>c</think>d", "d"),
        ("x</think>y</think>z", "z"),
        ("<think></think>", ""),
        ("a<think>b</think>c</think>d", "d"),
        ("<think effort=3>x</think >y", "y"),
        ("<think budget=\"9\" mode='deep'>x</think\n>y", "y"),
        ("< think >x</ think>y", "y"),
        ("<think>x</thought>y", ""),
        ("<think>a <reasoning> b</think>c", "c"),
        ("<reasoning>a <think> b</reasoning>c", "c"),
        ("<think>a</think><analysis>b</analysis>c", "c"),
        ("<thinker>x</thinker>y", "<thinker>x</thinker>y"),
        ("<thinking about it>x", "<thinking about it>x"),
        ("[thinking] aloud", "[thinking] aloud"),
        ("f[1] < [2]", "f[1] < [2]"),
        ("<answer>y</answer>", "<answer>y</answer>"),
    ],
)
def test_thinking_is_cut_out(text: str, rest: str) -> None:
    assert without_thinking(text) == rest


@pytest.mark.parametrize("marks", BLOCKS, ids=NAMES)
def test_every_known_mark_begins_and_ends_a_block(marks: Marks) -> None:
    assert marks.models
    for opens in marks.opens:
        for closes in marks.closes:
            for case in (str, str.upper, str.lower):
                opening, closing = case(opens), case(closes)
                assert without_thinking(f"a{opening}x{closing}b") == "ab"
                assert without_thinking(f"a{opening}x") == "a", "cut off"
                assert without_thinking(f"x{closing}b") == "b", "opened by the template"
                assert without_thinking(f"a{opening}x{opening}y{closing}z{closing}b") == "ab"


@pytest.mark.parametrize("marks", BLOCKS, ids=NAMES)
def test_a_block_ends_at_its_own_mark_only(marks: Marks) -> None:
    for other in BLOCKS:
        if other != marks:
            text = f"{marks.opens[0]}x{other.opens[0]}{other.closes[0]}y{marks.closes[0]}b"
            assert without_thinking(text) == "b"


CHANNEL = "<|channel|>"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"{CHANNEL}analysis<|message|>x<|end|>", ""),
        (f"{CHANNEL}analysis<|message|>x<|end|><|start|>assistant{CHANNEL}final<|message|>y", "y"),
        (
            f"{CHANNEL}analysis<|message|>x{CHANNEL}analysis<|message|>x{CHANNEL}final<|message|>y",
            "y",
        ),
        (f"{CHANNEL}commentary to=functions.f <|constrain|>json<|message|>x<|call|>", ""),
        (f"{CHANNEL}commentary<|message|>I will look.<|end|>{CHANNEL}final<|message|>y", "y"),
        (f"{CHANNEL}final<|message|>y", "y"),
        (f"{CHANNEL}final <|constrain|>json<|message|>y", "y"),
        (f"{CHANNEL}final<|message|>y<|end|>{CHANNEL}analysis<|message|>x", "y<|end|>"),
        (f"analysis<|message|>x{CHANNEL}final<|message|>y", "y"),
        ("analysis<|message|>x<|end|>", ""),
        (f"{CHANNEL}analysis", ""),
        (f"x{CHANNEL}final", ""),
        ("analysisWe need x.assistantfinaly", "y"),
        ("We need x.assistantfinaly", "y"),
        ("analysisWe need x.", ""),
        ("analysis of x: y", "analysis of x: y"),
        ("Here is my thought process: x Here is my response: y", " y"),
        ("Here is my thought process: x", ""),
        ("Here are my reasoning steps:\nx\n[BEGIN FINAL RESPONSE]\ny", "\ny"),
        ("Here are my reasoning steps:\nx", ""),
        ("x [BEGIN FINAL RESPONSE]y", "y"),
        ("<|channel>thought\nx<channel|>y", "y"),
    ],
)
def test_channels_and_words_that_stand_for_marks(text: str, rest: str) -> None:
    assert without_thinking(text) == rest


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["<think>", "</think>", "x", "<", "[THINK]", "[/THINK]", CHANNEL])
    ).map("".join)
)
def test_what_remains_has_no_marks(text: str) -> None:
    assert "think>" not in without_thinking(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["<", "< ", "<a", "[", "<think>", "</think>", CHANNEL, "<a b=", "<" + "a" * 39, "<a   "]
)
def test_a_megabyte_of_anything_takes_a_moment(unit: str) -> None:
    start = time.process_time()
    without_thinking(unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 4.0
