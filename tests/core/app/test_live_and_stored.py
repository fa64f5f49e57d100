"""A call means the same live, in a stored rollout, and in the verdict of a live session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from tests.serving import House, built_in, open_house, settings

pytestmark = pytest.mark.slow

WORKPLACE: Final = "workplace_assistant"

SEND: Final = "email_send_email"

MAIL: Final = '{"recipient": "ida@example.org", "subject": "S", "body": "B"}'

ADD: Final = "customer_relationship_manager_add_customer"

CUSTOMER: Final = {
    "customer_name": "Ida Frost",
    "assigned_to_email": "ida@example.org",
    "status": "Lead",
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(built_in(WORKPLACE))) as opened:
        yield opened


def customer(more: str) -> str:
    return json.dumps(CUSTOMER)[:-1] + f", {more}}}"


NAMES: Final = [
    *(SEND, f"mcp__office__{SEND}", f"mcp__my-server__{SEND}", f"mcp__b\u00fcro__{SEND}"),
    *(f"mcp__a__b__{SEND}", f"mcp____{SEND}", f"MCP__office__{SEND}", f"mcp_office_{SEND}"),
    *(f"functions.{SEND}", f"{SEND}:0", f"{WORKPLACE}.{SEND}", f"default_api.{SEND}"),
    *(f" {SEND}", SEND.title(), SEND.replace("_", "-"), f"{SEND}<|channel|>commentary"),
    *(f"{SEND}\u200b", SEND.replace("e", "\u0435"), f"mcp__office__{SEND}\u200b"),
    *(f"mcp__office__functions.{SEND}", f"mcp__office__mcp__office__{SEND}"),
]

ARGUMENTS: Final = {
    "plain": (SEND, MAIL),
    "a key twice": (SEND, '{"body": "x", ' + MAIL[1:]),
    "an unknown key that is no number": (SEND, MAIL[:-1] + ', "x": NaN}'),
    "a needed text that is no number": (SEND, MAIL.replace('"B"', "NaN")),
    "an optional text that is no number": (ADD, customer('"notes": NaN')),
    "an infinity": (ADD, customer('"notes": Infinity')),
    "minus infinity": (ADD, customer('"customer_phone": -Infinity')),
    "beyond a double": (ADD, customer('"customer_phone": 1e999')),
    "null": (ADD, customer('"notes": null')),
    "two of a key, one no number": (ADD, customer('"notes": NaN, "notes": ""')),
    "the other way round": (ADD, customer('"notes": "x", "notes": NaN')),
    "a number for text": (ADD, customer('"customer_phone": 5550142')),
    "a byte order mark": (SEND, "\ufeff" + MAIL),
    "a comment": (SEND, MAIL + "//c"),
    "two objects": (SEND, MAIL + MAIL),
    "encoded twice": (SEND, json.dumps(MAIL)),
    "a list": (SEND, f"[{MAIL}]"),
    "half a character": (SEND, MAIL.replace("B", "B\\ud800")),
    "a trailing comma": (SEND, MAIL[:-1] + ",}"),
    "a raw new line": (SEND, MAIL.replace('"B"', '"B\n"')),
    "white space around": (SEND, f"\n {MAIL}\t"),
    "an unknown key": (SEND, MAIL[:-1] + ', "cc": "a@b.com"}'),
}


async def rewards(house: House, name: str, arguments: str) -> tuple[int, list[Any]]:
    """The live call's status, and the rewards for just this call: stored, and of its session."""
    writes = SEND if SEND in name.lower().replace("-", "_") or "\u0435" in name else ADD
    truth = MAIL if writes == SEND else json.dumps(CUSTOMER)
    if "5550142" in arguments:
        truth = json.dumps({**CUSTOMER, "customer_phone": "5550142"})
    task = {"id": 0, "ground_truth": [{"name": writes, "arguments": truth}]}
    item = {"type": "function_call", "call_id": "c", "name": name, "arguments": arguments}
    body = arguments.encode()
    async with house.client() as client:
        await client.post("/seed_session", json=task)
        live = await client.post(f"/{quote(name, safe='')}", content=body)
        stored = await client.post("/verify", json={**task, "response": {"output": [item]}})
        made = (
            await client.post("/v1/sessions", json={"environment": WORKPLACE, "task": task})
        ).json()
        at = f"/v1/sessions/{made['session_id']}"
        own = {"Authorization": f"Bearer {made['token']}"}
        called = await client.post(f"{at}/tools/{quote(name, safe='')}", content=body, headers=own)
        assert called.status_code == live.status_code
        session = await client.post(f"{at}/verify", json={}, headers=own)
    return live.status_code, [reply.json()["reward"] for reply in (stored, session)]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_tool_is_the_same_everywhere(house: House, name: str) -> None:
    status, paid = house.run(rewards(house, name, MAIL))
    known = name in {
        *(SEND, f"mcp__office__{SEND}", f"mcp__my-server__{SEND}", f"mcp__b\u00fcro__{SEND}"),
    }
    assert (status, paid) == ((200, [1.0, 1.0]) if known else (404, [0.0, 0.0]))


@pytest.mark.parametrize("how", ARGUMENTS)
def test_arguments_are_the_same_everywhere(house: House, how: str) -> None:
    name, arguments = ARGUMENTS[how]
    status, paid = house.run(rewards(house, name, arguments))
    assert paid == ([1.0, 1.0] if status == 200 else [0.0, 0.0])


def test_a_live_session_hears_messages_in_any_shape_and_refuses_what_is_no_rollout(
    house: House,
) -> None:
    async def play() -> tuple[httpx.Response, httpx.Response]:
        task = {"id": 0, "ground_truth": [{"name": SEND, "arguments": MAIL}]}
        async with house.client() as client:
            made = (
                await client.post("/v1/sessions", json={"environment": WORKPLACE, "task": task})
            ).json()
            client.headers["Authorization"] = f"Bearer {made['token']}"
            at = f"/v1/sessions/{made['session_id']}"
            await client.post(f"{at}/tools/{SEND}", content=MAIL)
            chat = {"choices": [{"message": {"role": "assistant", "content": "Sent."}}]}
            return (
                await client.post(f"{at}/verify", json={"response": chat}),
                await client.post(f"{at}/verify", json={"response": {"status": "failed"}}),
            )

    heard, refused = (reply.json() for reply in house.run(play()))
    assert (heard["reward"], heard["verdict"]["details"]["converted"]) == (1.0, ["choices"])
    assert (refused["reward"], refused["valid"]) == (None, False)
    assert refused["failure_reason"].startswith("no_rollout: ")
