"""A model server that says what a script has for each prompt: OpenAI's Responses API over HTTP.

    input: [user "rollout:3", ..., function_call_output, ...] ─▶ script 3, turn = turns seen so far

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
            reply = json.dumps(_response(scripts, body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _response(scripts: Sequence[Sequence[Sequence[Call | str]]], body: dict[str, Any]) -> Any:
    items = body["input"] if isinstance(body["input"], list) else [{"content": body["input"]}]
    [number] = {int(n) for n in _PROMPT.findall(json.dumps(items[0]))}
    script = scripts[number]
    # A turn ends with its calls' outputs: so many outputs, so many calls were made.
    done = sum(item.get("type") == "function_call_output" for item in items)
    turn = 0
    while turn < len(script) - 1 and done >= (
        calls := sum(isinstance(part, Call) for part in script[turn])
    ):
        done -= calls
        turn += 1
    return {
        "id": f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": body.get("model") or "scripted",
        "output": [_item(part) for part in script[turn]],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": body.get("tools") or [],
    }


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
