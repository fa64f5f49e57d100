"""Our own company's tasks as rows of the rollout protocol.

company_tasks(): id, category, environment_name, question, ground_truth
    ──▶ task row: the same, the question and the tools in `responses_create_params`
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from .company import company_tasks
from .environment import TOOLS

if TYPE_CHECKING:
    from ...core.types import JsonObject

SYSTEM_PROMPT = (
    "You work for a user in an office, with the tools you are given. It is Thursday, 30 November"
    " 2023, 23:59:00; read words such as 'today' or 'next week' from there. Every meeting starts at"
    " 09:00 or later and is over by 18:00."
)


@cache
def task_rows() -> tuple[JsonObject, ...]:
    """Return every task as a whole row; the same rows at every call: do not change them."""
    schemas = [tool.schema() for tool in TOOLS]
    return tuple(_row_of(task, schemas) for task in company_tasks())


def _row_of(task: JsonObject, schemas: list[JsonObject]) -> JsonObject:
    others = {key: value for key, value in task.items() if key not in {"question", "ground_truth"}}
    return {
        **others,
        "responses_create_params": {
            "input": [
                {"role": "system", "content": SYSTEM_PROMPT},
                {"role": "user", "content": task["question"]},
            ],
            "tools": schemas,
            "parallel_tool_calls": False,
        },
        "ground_truth": [_as_recorded(call) for call in task["ground_truth"]],
    }


def _as_recorded(call: JsonObject) -> JsonObject:
    """Give a call's arguments as JSON text, as transcripts do."""
    arguments = call["arguments"]
    text = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
    return {"name": call["name"], "arguments": text}
