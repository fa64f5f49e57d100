"""Recorded rollouts, each with the task that it was of.

    recorded row ──┬─ is a task row itself ──────────────▶ (row, response)
                   └─ its prompt names one of the tasks ─▶ (that task's row, response)

Recordings of some agents keep only the prompt and the response; the task is then found by the
prompt's text. Tasks of a file are kept as offsets into it, never as rows.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidTaskError
from ..task_row import flat_row
from ..transcript import user_texts
from .job import TASK_INDEX, Recording, task_part
from .jsonl import decode_line, each_line, encode, open_input, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...envs.environment import Environment
    from ..types import JsonObject


class TaskIndex:
    """Finds task rows by their prompt."""

    def __init__(self, tasks: Path | Iterable[JsonObject]) -> None:
        self._path = tasks if isinstance(tasks, Path) else None
        self._offsets: dict[bytes, int] = {}
        self._rows: dict[bytes, JsonObject] = {}
        if isinstance(tasks, Path):
            for offset, row in read_lines(tasks):
                self._offsets.setdefault(prompt_key(row), offset)
        else:
            for row in tasks:
                self._rows.setdefault(prompt_key(row), row)

    def find(self, row: JsonObject) -> JsonObject | None:
        """Return the task with the same prompt as `row`, the first of several, or None."""
        key = prompt_key(row)
        if self._path is None or key not in self._offsets:
            return self._rows.get(key)
        with open_input(self._path) as lines:
            lines.seek(self._offsets[key])
            return flat_row(decode_line(lines.readline(), str(self._path)))


def recordings(path: Path, environment: Environment, tasks: Path | None) -> Iterator[Recording]:
    """Yield each line of a file of rollouts.

    With `tasks`, the tasks come from that file; else from the recording where it is complete, and
    from the environment's own tasks where it is not. Raises ConfigurationError for either file.
    """
    index = None if tasks is None else TaskIndex(tasks)
    for line in each_line(path):
        if line.row is None:
            yield Recording({}, problem=line.problem)
            continue
        recorded = flat_row(line.row)
        if tasks is None and _complete(environment, recorded):
            yield recording_of(task_part(recorded), recorded)
        else:
            index = index or TaskIndex(environment.tasks())
            task = index.find(recorded)
            yield recording_of(task and {**task, **_indices(recorded)}, recorded)


def recording_of(row: JsonObject | None, recorded: JsonObject) -> Recording:
    """Return a recorded row as a rollout of the task `row`; None: no task was found for it."""
    response, reward = recorded.get("response"), recorded.get("reward")
    if not isinstance(response, dict):
        problem = "the recorded row has no `response` object"
    elif row is None:
        problem = "no task has the recorded row's prompt; name its file with --tasks"
    else:
        return Recording(row, response, reward)
    return Recording(row or task_part(recorded), None, reward, problem)


def _indices(recorded: JsonObject) -> JsonObject:
    return {key: value for key, value in task_part(recorded).items() if key.startswith("_ng_")}


def task_key(row: JsonObject) -> bytes:
    """Return a digest that the rollouts of one task share: its index, prompt and fields."""
    index = row.get(TASK_INDEX)
    outside = {"responses_create_params", "agent_ref", "task_source"}
    task = {
        key: value
        for key, value in sorted(task_part(row).items())
        if key not in outside and not key.startswith("_ng_")
    }
    return hashlib.blake2b(encode([index, task]), digest_size=16, key=prompt_key(row)).digest()


def prompt_key(row: JsonObject) -> bytes:
    """Return a digest of what the user said in a row's prompt: system text is often rewritten."""
    joined = "\0".join(" ".join(text.split()) for text in user_texts(row))
    return hashlib.blake2b(joined.encode(errors="surrogatepass"), digest_size=16).digest()


def _complete(environment: Environment, recorded: JsonObject) -> bool:
    try:
        environment.check_task(recorded)
    except InvalidTaskError:
        return False
    return True
