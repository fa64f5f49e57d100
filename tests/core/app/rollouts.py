"""What tests do with the rollout protocol, and what they look for in its replies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx

    from sallyport.core.types import JsonObject

COOKIE: Final = "sallyport_faulty"

ENDED: Final = {
    "success": True,
    "stdout": "",
    "stderr": "",
    "error_message": None,
    "result": None,
}


def kept(http: httpx.Client, text: str, at: str = "") -> Any:
    """Keep a text in the client's session; return all that it holds."""
    reply = http.post(f"{at}/remember", json={"text": text})
    assert reply.status_code == 200, reply.text
    return reply.json()["output"]


def answer(text: str) -> JsonObject:
    """A Responses object whose assistant said the text."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def cookie_set(reply: httpx.Response, name: str = COOKIE) -> str:
    """The cookie that a reply sets, after checking its attributes."""
    [header] = reply.headers.get_list("set-cookie")
    assert re.fullmatch(rf"{name}=[^;]+; Path=/; HttpOnly; SameSite=lax", header)
    return str(header)
