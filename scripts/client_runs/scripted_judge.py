"""A judge model's endpoint that says what the candidate's last word asks for, or fails.

POST .../chat/completions, candidate "... right" | "... wrong" | "... unanswered"
                                        CORRECT       INCORRECT      status 503
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

RIGHT: Final = "right"
WRONG: Final = "wrong"
UNANSWERED: Final = "unanswered"

_LABELS: Final = {RIGHT: "CORRECT", WRONG: "INCORRECT"}

_CANDIDATE: Final = re.compile(r"<candidate-\w+>\s.*?\b(\w+)\s*</candidate-", re.DOTALL)


@contextlib.contextmanager
def scripted_judge() -> Iterator[dict[str, str | int]]:
    """Serve on a free port; yield the settings, below `judge`, with which a service asks there."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
            """Say nothing: the table tells what is wrong."""

        def do_POST(self) -> None:  # the base's name
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = _reply(*(each["content"] for each in asked["messages"]))
            reply = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {
            "base_url": f"http://127.0.0.1:{server.server_port}/v1",
            "model": "scripted",
            "api": "chat",
            "api_key_env": "",
            "retries": 0,  # a candidate that fails does so every time
        }
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(system: str, user: str) -> tuple[int, Any]:
    """The status and body for one ask; a label is said by the code that the request gave it."""
    [word] = _CANDIDATE.findall(user)
    if word == UNANSWERED:
        return 503, {"error": {"message": "overloaded"}}
    [code] = set(re.findall(rf"(?<![\w-]){_LABELS[word]}-[0-9a-f]+", system))
    message = {"role": "assistant", "content": code}
    return 200, {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
    }
