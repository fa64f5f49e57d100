"""What the measured rollouts send: tasks that ship with the environments, played in full."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sallyport.envs.registry import environment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_CELLS = (
    "import math\nn = 2026\nshared = [math.gcd(n, k) for k in range(1, n + 1)]",
    "def coprime(values):\n    return sum(1 for value in values if value == 1)\ncoprime(shared)",
    "print(sum(shared))\nsum(shared) % 1000",
)

_LOOKUPS = (
    ("company_directory_find_email_address", {"name": "a"}),
    ("email_search_emails", {"query": "budget"}),
    ("calendar_search_events", {"query": "review"}),
)

TRIVIAL_CELL = msgspec.json.encode({"code": "1 + 1"})

CLOCK_CELL = msgspec.json.encode({"code": "import time\nstarted = time.time()"})
"""One that cannot be made again: its session keeps a checkpoint."""


class Script(NamedTuple):
    """One rollout: the bodies of its requests. `calls` are (path, body)."""

    seed: bytes
    calls: Sequence[tuple[str, bytes]]
    verify: bytes


def math_rollout(number: int) -> Script:
    """Return a rollout of three cells and a boxed answer."""
    rows = _rows("math_with_code")
    row = rows[number % len(rows)]
    calls = [("execute_python", {"code": cell}) for cell in _CELLS]
    return _script(row, calls, f"\\boxed{{{row['expected_result']}}}")


def workplace_rollout(number: int) -> Script:
    """Return a rollout of three lookups and the one call that does the task."""
    rows = _rows("workplace_assistant")
    row = rows[number % len(rows)]
    (truth,) = row["ground_truth"]
    act = (truth["name"], msgspec.json.decode(truth["arguments"]))
    return _script(row, [*_LOOKUPS, act], "Done.")


def search_call() -> tuple[str, bytes]:
    """Return a search as (path, body)."""
    name, arguments = _LOOKUPS[1]
    return f"/{name}", msgspec.json.encode(arguments)


@functools.cache
def _rows(environment: str) -> list[dict[str, Any]]:
    """Return tasks that one call does, and that any cells do."""
    rows = environment_of(environment, {}).tasks()
    return [
        row
        for row in rows
        if len(row.get("ground_truth", [0])) == 1 and not row.get("expected_code_contains")
    ]


def _script(row: dict[str, Any], calls: Sequence[tuple[str, Any]], said: str) -> Script:
    output: list[dict[str, Any]] = []
    for number, (name, arguments) in enumerate(calls):
        text = msgspec.json.encode(arguments).decode()
        call_id = f"call_{number}"
        output += [
            {"type": "function_call", "name": name, "arguments": text, "call_id": call_id},
            {"type": "function_call_output", "call_id": call_id, "output": "{}"},
        ]
    content = [{"type": "output_text", "text": said, "annotations": []}]
    output.append({"type": "message", "role": "assistant", "content": content})
    return Script(
        msgspec.json.encode(row),
        [(f"/{name}", msgspec.json.encode(arguments)) for name, arguments in calls],
        msgspec.json.encode({**row, "response": {"output": output}}),
    )
