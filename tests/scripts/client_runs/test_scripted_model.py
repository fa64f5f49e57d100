"""The scripted model answers as its script has it, by both APIs, whatever order requests come in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from scripts.client_runs.scripted_model import Call, prompt, scripted_model

SCRIPTS: list[list[list[Call | str]]] = [
    [["no tools at all"]],
    [[Call("one", {"a": 1}), Call("two", '{"torn')], [Call("three", {})], ["done"]],
]


@pytest.fixture
def model() -> Iterator[httpx.Client]:
    with (
        scripted_model(SCRIPTS) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


def responded(model: httpx.Client, number: int, outputs: int) -> list[dict[str, Any]]:
    items: list[Any] = [*prompt(number), *[{"type": "function_call_output"}] * outputs]
    output: list[dict[str, Any]] = model.post("/v1/responses", json={"input": items}).json()[
        "output"
    ]
    return output


@pytest.mark.parametrize(
    ("number", "outputs", "names"),
    [(0, 0, [None]), (1, 0, ["one", "two"]), (1, 2, ["three"]), (1, 3, [None])],
)
def test_a_turn_is_read_off_the_outputs_of_calls(
    model: httpx.Client, number: int, outputs: int, names: list[str | None]
) -> None:
    assert [item.get("name") for item in responded(model, number, outputs)] == names


def test_arguments_go_out_as_they_are_written(model: httpx.Client) -> None:
    assert [item["arguments"] for item in responded(model, 1, 0)] == ['{"a": 1}', '{"torn']


def test_the_chat_api_says_the_same_streamed_or_not(model: httpx.Client) -> None:
    messages = [{"role": "user", "content": "rollout:1"}]
    asked: dict[str, Any] = {"messages": messages, "model": "m"}
    [choice] = model.post("/v1/chat/completions", json=asked).json()["choices"]
    names = [call["function"]["name"] for call in choice["message"]["tool_calls"]]
    assert (names, choice["finish_reason"]) == (["one", "two"], "tool_calls")
    streamed = model.post("/v1/chat/completions", json=asked | {"stream": True})
    lines = [line for line in streamed.text.splitlines() if line]
    assert lines[-1] == "data: [DONE]"
    first = json.loads(lines[0].removeprefix("data: "))
    calls = first["choices"][0]["delta"]["tool_calls"]
    assert [call["function"]["name"] for call in calls] == names
    assert [call["index"] for call in calls] == [0, 1]
