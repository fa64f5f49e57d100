"""Runs in NeMo Gym's environment: its test of typed sessions, against the server at argv[1]."""

import sys
import uuid
from typing import Any

import httpx
from nemo_gym.base_resources_server import ResourcesSeedSessionRequest
from nemo_gym.testing.session_conformance import check_resources_session_contract

BASE = sys.argv[1]


async def relay(scope: Any, receive: Any, send: Any) -> None:
    """Pass an HTTP request on as it is, and its reply back."""
    assert scope["type"] == "http", scope["type"]
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    async with httpx.AsyncClient(base_url=BASE, timeout=60, trust_env=False) as client:
        reply = await client.request(
            scope["method"], scope["path"], content=body, headers=scope["headers"]
        )
    kept = [(k, v) for k, v in reply.headers.raw if k.lower() != b"transfer-encoding"]
    await send({"type": "http.response.start", "status": reply.status_code, "headers": kept})
    await send({"type": "http.response.body", "body": reply.content})


seed = ResourcesSeedSessionRequest(
    resources_session_id=f"session-{uuid.uuid4().hex}",
    episode_id={"rollout_id": "0-0", "attempt": 0},
    task_id={"taskset": "example", "task_id": "0"},
    task_data={},
)
check_resources_session_contract(relay, seed, keeps_state=True)
print("kept")
