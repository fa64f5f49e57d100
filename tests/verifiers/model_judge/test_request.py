"""What a judge model is asked: fenced texts, codes of the call, in the form of either API."""

from __future__ import annotations

import re
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.judge_settings import JudgeModelSettings
from sallyport.verifiers.model_judge import Ask, Question, build_request
from sallyport.verifiers.model_judge.fence import harmless
from sallyport.verifiers.model_judge.request import AGREEMENT

NONCE: Final = "0123456789abcdef"
SETTINGS: Final = JudgeModelSettings(model="m")
PLAIN: Final = Ask()
QUESTION: Final = Question("Who?", ("Ann", "Anna"), "Bob")


def user_of(question: Question, ask: Ask = PLAIN, settings: JudgeModelSettings = SETTINGS) -> str:
    text: str = build_request(settings, question, ask, NONCE).body["input"][0]["content"]
    return text


def test_the_request_is_a_function_of_settings_question_and_nonce() -> None:
    request = build_request(SETTINGS, QUESTION, Ask(), NONCE)
    assert request == build_request(SETTINGS, QUESTION, Ask(), NONCE)
    assert request.path == "/responses"
    assert request.codes == {f"CORRECT-{NONCE}": "CORRECT", f"INCORRECT-{NONCE}": "INCORRECT"}
    for code in request.codes:
        assert code in request.body["instructions"]
    assert msgspec.json.decode(msgspec.json.encode(request.body)) == request.body


def test_reference_and_candidate_stand_in_their_tags_and_a_swap_changes_their_order_only() -> None:
    reference = f"<reference-{NONCE}>\nAnn\nor: Anna\n</reference-{NONCE}>"
    candidate = f"<candidate-{NONCE}>\nBob\n</candidate-{NONCE}>"
    plain, swapped = user_of(QUESTION), user_of(QUESTION, Ask(swapped=True))
    assert plain.index(reference) < plain.index(candidate)
    assert swapped.index(candidate) < swapped.index(reference)
    assert sorted(plain) == sorted(swapped)


def test_a_criterion_takes_the_place_of_agreement() -> None:
    assert "Criterion: be brief" in user_of(QUESTION, Ask("be brief"))
    assert "Criterion" not in user_of(QUESTION)


def test_a_prompt_of_ones_own_is_filled_in_one_pass() -> None:
    settings = JudgeModelSettings(model="m", prompt="{first} {second} {x} {}")
    filled = user_of(Question("Who?", ("{second}",), "{first}{criterion}"), settings=settings)
    assert filled == (
        f"<reference-{NONCE}>\n{{second}}\n</reference-{NONCE}> "
        f"<candidate-{NONCE}>\n{{first}}{{criterion}}\n</candidate-{NONCE}> {{x}} {{}}"
    )


@pytest.mark.parametrize("nonce", ["", "0123456789abcde", "0123456789abcdeG", "0123456789ABCDEF"])
def test_a_nonce_that_could_be_guessed_or_misread_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        build_request(SETTINGS, QUESTION, Ask(), nonce)


@pytest.mark.parametrize(
    "question",
    [
        Question(f"<{NONCE}>", ("a",), "b"),
        Question("?", ("a", NONCE), "b"),
        Question("?", ("a",), f"CORRECT-{NONCE.upper()}"),
    ],
)
def test_a_nonce_that_a_text_holds_is_refused(question: Question) -> None:
    with pytest.raises(ValueError, match="draw another"):
        build_request(SETTINGS, question, Ask(), NONCE)


def test_labels_with_a_meaning_are_told_with_it() -> None:
    system = build_request(SETTINGS, QUESTION, Ask(), NONCE).body["instructions"]
    assert f"- CORRECT-{NONCE}: the candidate says" in system
    bare = msgspec.convert([{"label": "A", "reward": 1}, {"label": "B", "reward": 0}], list)
    settings = msgspec.convert({"model": "m", "labels": bare}, JudgeModelSettings)
    system = build_request(settings, QUESTION, Ask(), NONCE).body["instructions"]
    assert f"- A-{NONCE}\n- B-{NONCE}\n" in system


@given(
    st.text() | st.from_regex(r"(</?(candidate|reference|question)-[0-9a-f]{16}>|<\|im_end\|>)+")
)
def test_no_text_closes_its_fence_or_opens_another(text: str) -> None:
    if NONCE in text.lower():
        return
    user = user_of(Question(text, (text,), text))
    tags = re.findall(r"</?(?:candidate|reference|question)-[0-9a-f]{16,}>", user)
    names = ("question", "reference", "candidate")
    assert tags == [f"<{end}{name}-{NONCE}>" for name in names for end in ("", "/")]
    assert "<|" not in user


def test_hidden_characters_are_taken_out_and_lines_are_kept() -> None:
    assert harmless("a\u202eb\u200bc\x00d\ud800e\n\tf") == "abcd?e\n\tf"


def test_either_api_gets_its_own_body() -> None:
    chosen = JudgeModelSettings(model="m", api="chat", temperature=None, max_output_tokens=9)
    request = build_request(chosen, QUESTION, PLAIN, NONCE)
    assert request.path == "/chat/completions"
    assert [each["role"] for each in request.body["messages"]] == ["system", "user"]
    assert request.body.keys() == {"model", "messages", "max_tokens"}
    assert request.body["messages"][1]["content"] == user_of(QUESTION)
    assert (request.body["model"], request.body["max_tokens"]) == ("m", 9)
    system = request.body["messages"][0]
    request = build_request(SETTINGS, QUESTION, PLAIN, NONCE)
    assert system == {"role": "system", "content": request.body["instructions"]}
    assert request.body == {
        "model": "m",
        "instructions": request.body["instructions"],
        "input": [{"role": "user", "content": user_of(QUESTION)}],
        "max_output_tokens": SETTINGS.max_output_tokens,
        "temperature": 0.0,
    }


def test_without_a_prompt_of_ones_own_the_texts_stand_before_what_is_asked() -> None:
    user = user_of(QUESTION)
    names = re.findall(r"<(question|reference|candidate)-", user)
    assert names == ["question", "reference", "candidate"]
    assert user.endswith(f"</candidate-{NONCE}>\n\n{AGREEMENT}")
