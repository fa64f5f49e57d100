"""What a reply says: a verdict of this call, nothing clear, or that no model has spoken."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.judge_settings import Api
from sallyport.verifiers.model_judge import MalformedReplyError, read_reply

NONCE: Final = "0123456789abcdef"
GOOD, BAD = f"CORRECT-{NONCE}", f"INCORRECT-{NONCE}"
CODES: Final = {GOOD: "CORRECT", BAD: "INCORRECT"}


def responses(text: Any) -> str:
    return json.dumps({"output": [{"type": "message", "content": [{"text": text}]}]})


def chat(text: Any) -> str:
    return json.dumps({"choices": [{"message": {"content": text}}]})


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (GOOD, "CORRECT"),
        (f"Because.\n\n**{BAD}**\n", "INCORRECT"),
        (f"It is not {GOOD}.\nSo: `{BAD}`.", "INCORRECT"),
        (f"My verdict is {BAD}.\nThank you.", "INCORRECT"),
        (f"<think>{GOOD}</think>{BAD}", "INCORRECT"),
        (f"{GOOD} {GOOD}", "CORRECT"),
        (f"{GOOD} or {BAD}", None),
        (f"{GOOD}\n{BAD}\nwho knows", None),
        (f"<think>{GOOD}", None),
        (f"X{GOOD}", None),
        (f"{GOOD}f", None),
        ("CORRECT", None),
        ("CORRECT-fedcba9876543210", None),
        (f"{NONCE}", None),
        ("", None),
    ],
)
def test_a_verdict_is_one_code_of_this_call(said: str, label: str | None) -> None:
    assert read_reply("responses", responses(said), CODES).label == label
    assert read_reply("chat", chat(said), CODES).label == label


@pytest.mark.parametrize(
    ("api", "body"),
    [
        ("responses", {"output": []}),
        ("responses", {"output": [None, {"type": "reasoning"}, {"type": "message"}]}),
        ("responses", {"output": [{"type": "message", "content": [{"refusal": "no"}, None]}]}),
        ("responses", {"status": "incomplete", "error": None, "output": []}),
        ("chat", {"choices": [{"message": {"content": None}}]}),
        ("chat", {"choices": [{"message": {"content": [{"text": 5}]}}]}),
    ],
)
def test_a_model_that_says_nothing_is_unclear(api: Api, body: Any) -> None:
    reading = read_reply(api, json.dumps(body), CODES)
    assert (reading.label, reading.said) == (None, "")


def test_texts_in_parts_are_joined_and_plain_content_is_taken() -> None:
    parts = {"type": "message", "content": [{"text": "CORRECT-"}, {"text": NONCE}]}
    assert read_reply("responses", json.dumps({"output": [parts]}), CODES).label == "CORRECT"
    plain = {"output": [{"type": "message", "content": GOOD}]}
    assert read_reply("responses", json.dumps(plain), CODES).label == "CORRECT"


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "[" * 100_000,
        '{"output": [',
        "[]",
        "null",
        "{}",
        '{"output": {}, "choices": {}}',
        '{"output": null, "choices": [null]}',
        '{"choices": [{}], "output": 5}',
        '{"output": [], "choices": [], "error": {"message": "overloaded"}}',
        '{"output": [], "choices": [], "status": "failed"}',
        '{"output": [], "choices": [{"message": {}}], "status": "cancelled"}',
        '{"output": {"0": 1}, "choices": {"0": 1}}',
        '{"output": "x", "choices": []}',
        '"\ud800"',
    ],
)
def test_what_is_no_reply_of_the_api_is_no_verdict_at_all(api: Api, text: str) -> None:
    with pytest.raises(MalformedReplyError):
        read_reply(api, text, CODES)


def test_what_is_shown_is_the_end_and_short() -> None:
    reading = read_reply("chat", chat("x" * 10**6 + GOOD), CODES)
    assert reading.label is None  # the code is part of a word
    reading = read_reply("chat", chat("x " * 10**6 + GOOD), CODES)
    assert reading.label == "CORRECT"
    assert len(reading.said) == 400
    assert reading.said.endswith(GOOD)


@given(st.text())
def test_no_text_without_a_code_names_a_verdict(text: str) -> None:
    if not any(code in text for code in CODES):
        assert read_reply("chat", chat(text), CODES).label is None
