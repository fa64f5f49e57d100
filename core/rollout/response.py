"""Writing an OpenAI Responses object: what a policy did, in the form that `/verify` reads.

call ▶ function_call ─┐ same call_id
output ▶ function_call_output ─┘        say ▶ message        build ▶ {"output": [...], ...}
"""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..types import JsonObject


class ResponseBuilder:
    """Collects the items of one response, in order."""

    def __init__(self, parameters: Any, model: str) -> None:
        self._parameters: JsonObject = parameters if isinstance(parameters, dict) else {}
        self._model = model
        self._output: list[JsonObject] = []
        self._id = f"resp_{uuid.uuid4().hex}"
        self._created_at = time.time()

    def call(self, name: str, arguments: str, call_id: str | None = None) -> str:
        """Add a call; return its id."""
        call_id = call_id or f"call_{uuid.uuid4().hex}"
        item = {"type": "function_call", "name": name, "arguments": arguments, "call_id": call_id}
        self._output.append({**item, "id": f"fc_{uuid.uuid4().hex}", "status": "completed"})
        return call_id

    def output(self, call_id: str, text: str) -> None:
        """Add what the tool answered to a call."""
        item = {"type": "function_call_output", "call_id": call_id, "output": text}
        self._output.append({**item, "id": None, "status": None})

    def say(self, text: str) -> None:
        """Add a message of the assistant."""
        self._output.append(
            {
                "id": f"msg_{uuid.uuid4().hex}",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": text, "annotations": []}],
            }
        )

    def build(self) -> JsonObject:
        """Return the whole object, as it stands now."""
        given = self._parameters
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created_at,
            "status": "completed",
            "model": self._model,
            "output": list(self._output),
            "error": None,
            "incomplete_details": None,
            "instructions": given.get("instructions"),
            "metadata": given.get("metadata") or {},
            "parallel_tool_calls": bool(given.get("parallel_tool_calls", True)),
            "temperature": given.get("temperature"),
            "tool_choice": given.get("tool_choice") or "auto",
            "tools": given.get("tools") or [],
            "top_p": given.get("top_p"),
        }
