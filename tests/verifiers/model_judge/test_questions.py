"""Questions that verdicts leave open: found where they are, told apart by everything in them."""

from __future__ import annotations

import msgspec

from sallyport.core.types import JsonObject, Verdict
from sallyport.verifiers.model_judge import (
    Ask,
    Opinion,
    Question,
    open_questions,
    opened,
    opinions_of,
)

QUESTION = Question("Who?", ("Ann",), "Bob")


def test_a_question_is_found_within_parts_and_not_deeper_than_parts_go() -> None:
    details: JsonObject = {"other": 1, **opened(QUESTION)}
    for depth in range(12):
        found = open_questions(Verdict(0.0, False, "m", "r", details=details))
        assert found == ([QUESTION] if depth <= 8 else [])
        details = {"part": details, "text": "model_question", "list": [opened(QUESTION)]}


def test_a_question_survives_json() -> None:
    told = msgspec.json.decode(msgspec.json.encode(opened(QUESTION)))
    assert told == opened(QUESTION)
    assert told.keys() == {"model_question"}
    assert open_questions(Verdict(0.0, False, "m", "r", details=told)) == [QUESTION]


def test_every_part_of_a_question_makes_another_key() -> None:
    changed: list[JsonObject] = [
        {"question": "Who"},
        {"references": ("Ann", "Bob")},
        {"answer": "\ud800"},
        {"criteria": ("kind",)},
        {"swap": True},
    ]
    keys = {msgspec.structs.replace(QUESTION, **each).key for each in [{}, *changed]}
    assert len(keys) == 6


def test_each_criterion_is_asked_in_each_order() -> None:
    assert QUESTION.asks == (Ask(),)
    both = Question("?", ("a",), "b", ("x", "y"), swap=True)
    assert both.asks == (Ask("x"), Ask("x", True), Ask("y"), Ask("y", True))


def test_opinions_need_no_text_and_are_found_by_the_key_of_their_question() -> None:
    state = {"model_opinions": {QUESTION.key: [{"label": "CORRECT"}]}}
    assert opinions_of(state, QUESTION) == [Opinion("CORRECT", "")]
    assert opinions_of(state, msgspec.structs.replace(QUESTION, answer="Cid")) is None
