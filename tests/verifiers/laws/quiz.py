"""Two honest verifiers, one of words and one of states, and the subjects that hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError
from sallyport.core.transcript import Transcript
from sallyport.core.types import JsonObject, State, Task, ToolCall, Verdict
from sallyport.verifiers import Verifier, state_match
from sallyport.verifiers.laws import Solution, Subject

QUESTIONS: tuple[JsonObject, ...] = (
    {"question": "How many legs has a spider?", "answer": "8"},
    {"question": "Which is the largest prime below 100?", "answer": "97"},
)


def verdict_of(reward: float, **details: Any) -> Verdict:
    return Verdict(reward, reward == 1.0, "quiz", "It was compared.", {}, details)


def expected(task: Task) -> str:
    answer = task.row.get("answer")
    if not isinstance(answer, str) or not answer.strip():
        raise InvalidTaskError("answer must be text", field="answer")
    return answer.strip()


def quiz(task: Task, transcript: Transcript, state: State) -> Verdict:
    """Pay for the answer as the last word."""
    answer = expected(task)
    said = transcript.assistant_texts()[-1:]
    return verdict_of(float(bool(said) and said[0].strip() == answer))


def quiz_with(verifier: Verifier, source: str = "") -> Subject:
    return Subject(
        verifier=verifier,
        rows=QUESTIONS,
        solve=lambda row: Solution(message=row["answer"]),
        source=source,
    )


subject = quiz_with(quiz, source="from tests.verifiers.laws.quiz import subject")

TOOLS: tuple[JsonObject, ...] = tuple(
    {
        "type": "function",
        "name": name,
        "parameters": {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "at": {"type": "integer"},
                "loud": {"type": "boolean"},
                "kind": {"type": "string", "enum": ["a", "b"]},
                "odd": {},
            },
            "required": ["text"],
        },
    }
    for name in ("note", "look")
)

NOTES: tuple[JsonObject, ...] = (
    {"notes": [{"text": "milk"}, {"text": "bread"}]},
    {"notes": [{"text": "call 12", "at": 3, "loud": True, "who": ["x", None]}]},
    {"notes": []},
)


def world(texts: list[JsonObject]) -> JsonObject:
    """A world of notes, each with an id, as an export."""
    rows = [note | {"id": f"{number:08}"} for number, note in enumerate(texts)]
    table = {"key": "id", "rows_before": 0, "deleted": [], "updated": [], "inserted": rows}
    return {"template": "notes", "tables": {"notes": table}}


def played(task: Task, transcript: Transcript) -> State:
    noted: list[JsonObject] = []
    for call in transcript.calls():
        try:
            arguments = call.decode().arguments
        except InvalidArgumentsError:
            continue
        if call.name == "note" and isinstance(arguments.get("text"), str):
            noted.append(arguments)
    return {"expected": world(list(task.row["notes"])), "found": world(noted)}


def task_of(row: JsonObject) -> Task:
    notes = row.get("notes")
    if not isinstance(notes, list) or not all(isinstance(note, dict) for note in notes):
        raise InvalidTaskError("notes must be a list of objects", field="notes")
    return Task("notes", row)


def notes_with(verifier: Verifier, source: str = "") -> Subject:
    return Subject(
        verifier=verifier,
        rows=NOTES,
        solve=lambda row: Solution(tuple(ToolCall("note", note) for note in row["notes"])),
        task_of=task_of,
        state_of=played,
        tools=TOOLS,
        judges_state=True,
        idle_is_right=lambda row: not row["notes"],
        source=source,
    )


notes = notes_with(state_match())
notes_from_elsewhere = replace(
    notes, source="from tests.verifiers.laws.quiz import notes_from_elsewhere as subject"
)
