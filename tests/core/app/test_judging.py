"""Judging over HTTP when judging itself goes wrong: no reward, and never a 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sallyport.core.settings import JudgeSettings
from tests.serving import House, error_of, open_house, settings

pytestmark = pytest.mark.slow

FAILURES = {
    "hang": "judge_timeout: no verdict within 0.4 s",
    "exit": "judge_died: The worker process ended with exit code 9.",
    "raise": "environment_error: faulty's check_task raised ZeroDivisionError: a bug of the"
    " environment (faulty.py:169, in misbehave)",
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(judging=JudgeSettings(deadline_s=0.4))) as opened:
        yield opened


def said(text: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


@pytest.mark.parametrize("how", FAILURES)
def test_a_judgement_that_could_not_be_made_is_not_valid_and_has_no_reward(
    house: House, how: str
) -> None:
    async def verify() -> None:
        row = {"expected_result": "5", "judge": how}
        async with house.client() as client:
            stored = {"environment": "faulty", "task": row, "response": said("\\boxed{5}")}
            for path, body in (
                ("/verify", {**row, "response": said("\\boxed{5}")}),
                ("/v1/verify", stored),
            ):
                reply = await client.post(path, json=body)
                assert reply.status_code == 200
                shown = reply.json()
                assert (shown["reward"], shown["valid"], shown["verdict"]) == (None, False, None)
                assert shown["failure_reason"] == FAILURES[how]
            right = await client.post(
                "/verify", json={"expected_result": "5", "response": said("\\boxed{5}")}
            )
            assert (right.json()["reward"], right.json()["valid"]) == (1.0, True)

    house.run(verify())


def test_a_live_session_outlives_a_judge_that_does_not(house: House) -> None:
    async def verify() -> None:
        async with house.client() as client:
            task = {"expected_result": "5", "judge": "exit"}
            made = (
                await client.post("/v1/sessions", json={"environment": "faulty", "task": task})
            ).json()
            client.headers["Authorization"] = f"Bearer {made['token']}"
            at = f"/v1/sessions/{made['session_id']}"
            reply = (await client.post(f"{at}/verify", json={"response": said("")})).json()
            assert (reply["reward"], reply["valid"]) == (None, False)
            kept = await client.post(f"{at}/tools/remember", json={"text": "a"})
            assert kept.json() == {"output": ["a"]}

    house.run(verify())


def test_a_live_session_that_does_not_export_is_an_error_not_a_judgement(house: House) -> None:
    async def verify() -> None:
        async with house.client() as client:
            task = {"expected_result": "5"}
            made = (
                await client.post("/v1/sessions", json={"environment": "faulty", "task": task})
            ).json()
            client.headers["Authorization"] = f"Bearer {made['token']}"
            at = f"/v1/sessions/{made['session_id']}"
            await client.post(f"{at}/tools/spoil", json={"how": "raise"})
            reply = await client.post(f"{at}/verify", json={"response": said("")})
            assert (reply.status_code, error_of(reply)["type"]) == (500, "internal")

    house.run(verify())
