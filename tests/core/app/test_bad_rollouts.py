"""Broken ground truths and broken responses: a clear 422 or a verdict, never a 5xx, never paid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import House, built_in, error_of, open_house, settings

pytestmark = pytest.mark.slow

MATH, WORKPLACE = "math_with_code", "workplace_assistant"

DONE = {
    "name": "email_send_email",
    "arguments": '{"recipient": "a@b.com", "subject": "s", "body": "b"}',
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(built_in(MATH), built_in(WORKPLACE))) as opened:
        yield opened


def said(text: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def called(*calls: Any) -> dict[str, Any]:
    return {"output": [{"type": "function_call", "call_id": "c", **call} for call in calls]}


GROUND_TRUTHS: dict[str, Any] = {
    "text": "email_send_email",
    "null": None,
    "number": 5,
    "object": DONE,
    "list of text": ["email_send_email"],
    "list of null": [None],
    "list of lists": [[]],
    "unknown tool": [{"name": "email_burn", "arguments": "{}"}],
    "no name": [{"arguments": "{}"}],
    "name that is no text": [{"name": 5, "arguments": "{}"}],
    "no arguments": [{"name": "email_send_email"}],
    "arguments that are not JSON": [{"name": "email_send_email", "arguments": "{"}],
    "arguments that are a list": [{"name": "email_send_email", "arguments": "[]"}],
    "arguments that are unknown": [
        {"name": "email_send_email", "arguments": '{"whom": "a@b.com"}'}
    ],
    "arguments of the wrong type": [
        {"name": "email_send_email", "arguments": '{"recipient": 5, "subject": [], "body": {}}'}
    ],
    "one good and one bad": [DONE, {"name": "email_burn", "arguments": "{}"}],
}

EXPECTED_RESULTS: dict[str, Any] = {
    "null": None,
    "empty": "",
    "blank": " \n\t ",
    "true": True,
    "list": ["5"],
    "object": {"answer": "5"},
    "a megabyte": "5" * 1_000_000,
}

BROKEN_ARGUMENTS: list[Any] = [None, 5, "[]", "{", [], "\0"]
BROKEN_CALLS = [{"name": "email_send_email", "arguments": each} for each in BROKEN_ARGUMENTS]

RESPONSES: dict[str, Any] = {
    "output object": {"output": {"text": "\\boxed{5}"}},
    "empty": {"output": []},
    "items that are no objects": {"output": [None, 5, "\\boxed{5}", ["\\boxed{5}"], True]},
    "unknown item types": {"output": [{"type": "hologram", "text": "\\boxed{5}"}, {"type": 5}, {}]},
    "messages of others": {
        "output": [{"type": "message", "role": "user", "content": "\\boxed{5}"}]
    },
    "message without content": {"output": [{"type": "message", "role": "assistant"}]},
    "content of unknown parts": {
        "output": [{"type": "message", "role": "assistant", "content": [None, 5, {"type": "x"}]}]
    },
    "text that is no text": said(5),
    "ten thousand items": {
        "output": [{"type": "reasoning", "summary": [{"text": "\\boxed{5}"}]}] * 10_000
    },
    "ten thousand calls": called(*[{"name": "email_burn", "arguments": "{"}] * 10_000),
    "calls with broken names": called({"name": None}, {"name": 5}, {}, {"name": "\0"}),
    "calls with broken arguments": called(*BROKEN_CALLS),
    "a megabyte of text": said("a" * 1_000_000),
    "a megabyte in a box": said("\\boxed{" + "6" * 1_000_000 + "}"),
    "a megabyte of boxes": said("\\boxed{" * 140_000),
    "a megabyte of braces": said("\\boxed{" + "{}" * 500_000 + "}"),
    "NUL": said("\\boxed{\0}"),
    "NUL beside the answer": said("\\boxed{5\u00006}"),
    "marks of direction alone": said("\\boxed{\u200f\u202e}"),
    "digits turned round": said("\\boxed{\u202e51}"),
    "other digits": said("\\boxed{\u0666}"),
    "deep": said("\\boxed{" + "{" * 5000 + "6" + "}" * 5000 + "}"),
}


async def verify(house: House, name: str, body: dict[str, Any]) -> tuple[int, Any]:
    """Post to both interfaces, which must agree; gives the status and the reply or the error."""
    async with house.client() as client:
        text = json.dumps(body)
        reply = await client.post(f"/{name}/verify", content=text)
        task = {key: value for key, value in body.items() if key != "response"}
        stored = {"environment": name, "task": task, "response": body["response"]}
        again = await client.post("/v1/verify", content=json.dumps(stored))
    assert reply.status_code == again.status_code
    if reply.status_code >= 400:
        return reply.status_code, error_of(reply)
    shown = reply.json()
    assert shown["reward"] == again.json()["reward"]
    return 200, shown


@pytest.mark.parametrize("truth", GROUND_TRUTHS.values(), ids=GROUND_TRUTHS)
def test_a_broken_ground_truth_is_a_422_that_says_what_is_wrong(house: House, truth: Any) -> None:
    responses: list[dict[str, Any]] = [called(DONE), {"output": []}]
    for response in responses:
        body = {"ground_truth": truth, "response": response}
        status, error = house.run(verify(house, WORKPLACE, body))
        assert (status, error["type"]) == (422, "invalid_task")
        assert "ground_truth" in json.dumps(error)


@pytest.mark.parametrize("expected", EXPECTED_RESULTS.values(), ids=EXPECTED_RESULTS)
def test_a_broken_expected_answer_is_a_422_that_says_what_is_wrong(
    house: House, expected: Any
) -> None:
    body = {"expected_result": expected, "response": said("\\boxed{5}")}
    status, error = house.run(verify(house, MATH, body))
    assert (status, error["type"]) == (422, "invalid_task")
    assert "expected_result" in error["message"]


@pytest.mark.parametrize("response", RESPONSES.values(), ids=RESPONSES)
def test_a_broken_response_is_judged_and_never_paid(house: House, response: Any) -> None:
    for name, task in ((MATH, {"expected_result": "5"}), (WORKPLACE, {"ground_truth": [DONE]})):
        status, reply = house.run(verify(house, name, {**task, "response": response}))
        assert status == 200
        assert (reply["reward"], reply["valid"]) == (0.0, True)
        assert reply["verdict"]["reason"]


NO_ROLLOUTS: dict[str, Any] = {
    "nothing at all": {},
    "output null": {"output": None},
    "an error": {"error": {"message": "upstream timed out", "type": "server_error"}},
    "a framework's error": {"detail": "Internal Server Error"},
    "failed": {**said("\\boxed{5}"), "status": "failed", "error": {"code": "server_error"}},
    "cancelled": {"output": [], "status": "cancelled"},
    "queued": {"output": [], "status": "queued"},
    "in progress": {"output": [], "status": "in_progress"},
    "completion of text alone": {"text": "\\boxed{5}"},
    "no choice": {"choices": []},
}


@pytest.mark.parametrize("response", NO_ROLLOUTS.values(), ids=NO_ROLLOUTS)
def test_what_is_no_rollout_is_neither_paid_nor_a_zero(house: House, response: Any) -> None:
    for name, task in ((MATH, {"expected_result": "5"}), (WORKPLACE, {"ground_truth": []})):
        status, reply = house.run(verify(house, name, {**task, "response": response}))
        assert (status, reply["reward"], reply["valid"]) == (200, None, False)
        assert reply["failure_reason"].startswith("no_rollout: The response is no rollout: ")


def test_a_shape_of_another_api_is_judged_and_the_verdict_says_so(house: House) -> None:
    message = {"role": "assistant", "content": "\\boxed{5}"}
    for shape, response in (
        ("choices", {"choices": [{"index": 0, "message": message}]}),
        ("messages", {"messages": [{"role": "user", "content": "2+3?"}, message]}),
        ("output_text", {"output_text": "\\boxed{5}"}),
        ("output", {"output": "\\boxed{5}"}),
    ):
        reply = house.run(verify(house, MATH, {"expected_result": "5", "response": response}))[1]
        assert (reply["reward"], reply["verdict"]["details"]["converted"]) == (1.0, [shape])


@pytest.mark.parametrize("response", [None, [], "text", 5, True])
def test_a_response_that_is_no_object_is_a_422(house: House, response: Any) -> None:
    for name, task in ((MATH, {"expected_result": "5"}), (WORKPLACE, {"ground_truth": [DONE]})):
        status, error = house.run(verify(house, name, {**task, "response": response}))
        assert (status, error["type"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    "answer",
    ["5", "\u0665", "\uff15", "\u200f5\u200e", "\u20665\u2069", " 5 ", "5.", "$5$", "\\text{5}"],
)
def test_the_right_answer_is_paid_in_whatever_letters(house: House, answer: str) -> None:
    body = {"expected_result": "5", "response": said(f"\\boxed{{{answer}}}")}
    assert house.run(verify(house, MATH, body))[1]["reward"] == 1.0


def test_doing_nothing_is_not_paid_for_a_truth_that_asks_for_something(house: House) -> None:
    body = {"ground_truth": [DONE], "response": {"output": []}}
    reply = house.run(verify(house, WORKPLACE, body))[1]
    assert reply["reward"] == 0.0
    assert reply["verdict"]["details"]["sentences"]


@pytest.mark.parametrize(
    "broken", [b'"\xff"', b"1e999", b'"\\ud800"'], ids=["no UTF-8", "no double", "no letter"]
)
def test_what_only_the_judge_finds_malformed_is_malformed(house: House, broken: bytes) -> None:
    async def post() -> None:
        async with house.client() as client:
            for body in (
                b'{"expected_result": "5", "response": {"output": [' + broken + b"]}}",
                b'{"expected_result": ' + broken + b', "response": {}}',
            ):
                reply = await client.post(f"/{MATH}/verify", content=body)
                assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")

    house.run(post())
