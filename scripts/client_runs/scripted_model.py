"""A model server that says what a script has for each prompt: OpenAI's two APIs over HTTP.

    POST /v1/responses, /v1/chat/completions
    [user "rollout:3", ..., output of a call, ...] ─▶ script 3, turn = turns seen so far

The turn is read off the request, so that the server keeps no state and takes rollouts in any order.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import uuid
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

_PROMPT: Final = re.compile(r"rollout:(\d+)")


class Call:
    """A turn's tool call, its arguments as JSON text, which may be anything."""

    def __init__(self, name: str, arguments: Any) -> None:
        self.name = name
        self.arguments = arguments if isinstance(arguments, str) else json.dumps(arguments)


def prompt(number: int) -> list[dict[str, str]]:
    """The input of a row that script `number` answers."""
    return [{"role": "user", "content": f"rollout:{number}"}]


@contextlib.contextmanager
def scripted_model(scripts: Sequence[Sequence[Sequence[Call | str]]]) -> Iterator[int]:
    """Serve on a free port, which is yielded; a turn is a list of calls and texts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
            """Say nothing: the table tells what is wrong."""

        def do_POST(self) -> None:  # the base's name
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat = self.path.endswith("/chat/completions")
            told = (_completion if chat else _response)(scripts, body)
            streamed = chat and body.get("stream")
            reply = (_streamed(told) if streamed else json.dumps(told)).encode()
            self.send_response(200)
            kind = "text/event-stream" if streamed else "application/json"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # So that closing waits for them: clients are gone by then, and with them their connections.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _turn(scripts: Sequence[Sequence[Sequence[Call | str]]], items: list[Any], outputs: int) -> Any:
    """The script's next turn, given what was said so far and how many calls were answered."""
    [number] = set(_PROMPT.findall(json.dumps(items)))
    script = scripts[int(number)]
    turn = 0
    # A turn ends with its calls' outputs: so many outputs, so many calls were made.
    while turn < len(script) - 1 and outputs >= (
        calls := sum(isinstance(part, Call) for part in script[turn])
    ):
        outputs -= calls
        turn += 1
    return script[turn]


def _response(scripts: Sequence[Sequence[Sequence[Call | str]]], body: dict[str, Any]) -> Any:
    items = body["input"] if isinstance(body["input"], list) else [{"content": body["input"]}]
    outputs = sum(item.get("type") == "function_call_output" for item in items)
    return {
        "id": f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": body.get("model") or "scripted",
        "output": [_item(part) for part in _turn(scripts, items, outputs)],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": body.get("tools") or [],
    }


def _completion(scripts: Sequence[Sequence[Sequence[Call | str]]], body: dict[str, Any]) -> Any:
    messages = body["messages"]
    turn = _turn(scripts, messages, sum(each["role"] == "tool" for each in messages))
    calls = [
        {
            "id": f"call_{uuid.uuid4().hex}",
            "type": "function",
            "function": {"name": part.name, "arguments": part.arguments},
        }
        for part in turn
        if isinstance(part, Call)
    ]
    text = "".join(part for part in turn if isinstance(part, str))
    message = {"role": "assistant", "content": text or None}
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model") or "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls" if calls else "stop",
                "message": {**message, "tool_calls": calls} if calls else message,
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _streamed(completion: Any) -> str:
    """A chat completion as server-sent events: all of it, that it is done, the usage, the end."""
    [choice] = completion["choices"]
    calls = choice["message"].get("tool_calls", [])
    delta = {**choice["message"]}
    if calls:
        delta["tool_calls"] = [{"index": at, **call} for at, call in enumerate(calls)]
    head = {**completion, "object": "chat.completion.chunk"}
    head.pop("usage")
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
        {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]},
        {**head, "choices": [], "usage": completion["usage"]},
    ]
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def _item(part: Call | str) -> dict[str, Any]:
    if isinstance(part, str):
        content = {"type": "output_text", "text": part, "annotations": []}
        return {
            "type": "message",
            "id": f"msg_{uuid.uuid4().hex}",
            "role": "assistant",
            "status": "completed",
            "content": [content],
        }
    return {
        "type": "function_call",
        "id": f"fc_{uuid.uuid4().hex}",
        "call_id": f"call_{uuid.uuid4().hex}",
        "name": part.name,
        "arguments": part.arguments,
        "status": "completed",
    }
