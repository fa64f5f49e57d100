r"""Mathematics with a Python interpreter: one tool, one notebook a session, a boxed answer.

execute_python {"code"} ──▶ interpreter.run ──▶ Execution ──▶ {"success", "stdout", ...}
final message "... \boxed{32}" ──▶ verifier boxed_answer(expected_result)
"""

from __future__ import annotations

import functools
import math
import struct
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

import msgspec
from msgspec import Meta

from ...core.errors import InvalidTaskError
from ...core.judge_settings import JudgeModelSettings
from ...core.types import Execution, ExecutionStatus, JsonObject, Observation, State, Task, ToolCall
from ..environment import Environment, Interpreter, World, WorldContext
from ..tool import Tool, unknown_tool
from .repeatable import is_repeatable

if TYPE_CHECKING:
    from collections.abc import Sequence

TOOL: Final = "execute_python"

INSTRUCTIONS: Final = (
    "Solve the problem. A Python notebook stands by: the tool execute_python runs one cell in it"
    " and keeps all names for the next. It returns what the cell printed and the value of its last"
    " expression. numpy (np), pandas (pd), scipy and sympy are there; nothing can be installed, and"
    " there is no network.\n"
    "Compute rather than guess, and check what you assume. When you are sure, write a short"
    " conclusion whose last line holds the answer alone, as \\boxed{answer}."
)


_PAST: Final = struct.Struct("<Q?")
"""How many cells ran and whether they are repeatable, before a snapshot's own bytes."""


def execute_python(interpreter: Interpreter, /, code: str) -> Execution:
    """Run Python code as a notebook cell: names stay defined for later cells.

    Returns what was printed and the value of the last expression. numpy (np), pandas (pd), scipy
    and sympy are available.

    Args:
        code: The source of the cell; several lines are fine.
    """
    return interpreter.run(code)


class MathOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of `math_with_code`.

    `max_execution_time`: seconds that one cell may run; long enough for a search over millions,
    short enough that a loop without end costs a rollout little. `max_cpu_time`: seconds of
    processor time for a cell, of all its threads and processes together; None is twice
    `max_execution_time`, so that a session takes two cores on average, and never all of them.
    `output_limit_bytes`: how much of stdout and stderr a cell's reply holds; more floods the
    model's context. `memory_limit_bytes`: address space of a session's process, its libraries
    included. `recursion_limit`: nested calls of Python's that a program begins with, 1000 as in
    CPython; it may ask for more. `policy`: which Python is allowed; `none` leaves the jail as the
    only boundary. `ordered`, `tolerance`, `symbolic`: how answers are compared where the task does
    not say, see AnswerOptions of the verifier. `judge_unread`: whether answers in no notation that
    is read go to the model of `judge` rather than be wrong.
    """

    max_execution_time: Annotated[float, Meta(gt=0, le=3600)] = 10.0
    max_cpu_time: Annotated[float, Meta(ge=0.1, le=100_000)] | None = None
    output_limit_bytes: Annotated[int, Meta(ge=1024, le=8 * 2**20)] = 65_536
    memory_limit_bytes: Annotated[int, Meta(ge=2**30, le=2**40)] = 2 * 2**30
    recursion_limit: Annotated[int, Meta(ge=100, le=1_000_000)] = 1000
    policy: Literal["restricted", "none"] = "restricted"
    ordered: bool | None = None
    tolerance: Annotated[float, Meta(ge=0, lt=1)] | None = None
    symbolic: Literal["on", "off"] | bool = "on"
    judge_unread: bool = False
    judge: JudgeModelSettings = JudgeModelSettings()

    @property
    def cpu_limit_s(self) -> float:
        """Seconds of processor time for a cell."""
        return 2 * self.max_execution_time if self.max_cpu_time is None else self.max_cpu_time


class MathWorld(World):
    """One session's notebook."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._executed = 0
        self._repeatable = True

    def call(self, call: ToolCall) -> Observation:
        """Run a cell. Raises UnknownToolError or InvalidArgumentsError."""
        if call.name != TOOL:
            raise unknown_tool(call.name, [TOOL])
        arguments = _TOOL.bind(call.arguments)
        self._executed += 1
        self._repeatable = self._repeatable and is_repeatable(arguments["code"])
        execution: Execution = _TOOL.function(self._interpreter, **arguments)
        return _observation(execution)

    @property
    def repeatable(self) -> bool:
        """Whether no cell has drawn on a clock, the system's random numbers and the like."""
        return self._repeatable

    def rehearse(self) -> None:
        """Let the interpreter go through the motions of a cell."""
        self._interpreter.rehearse()

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        """Return the notebook as bytes, and what cannot come along. Raises NotCopyableError."""
        data, left_out = self._interpreter.snapshot(limit_bytes - _PAST.size)
        return _PAST.pack(self._executed, self._repeatable) + data, left_out

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot. Raises NotCopyableError."""
        self._executed, self._repeatable = _PAST.unpack_from(data)
        self._interpreter.restore(data[_PAST.size :])

    def reseed(self, seed: int) -> None:
        """Seed `random` and `numpy.random` anew."""
        self._interpreter.seed(seed)

    def export(self) -> State:
        """Return how many cells ran; the answer is in the transcript, not in the notebook."""
        return {"environment": MathWithCode.name, "executed": self._executed}


class MathWithCode(Environment):
    """Competition mathematics, solved with a Python interpreter."""

    name: ClassVar[str] = "math_with_code"
    Options: ClassVar[type[msgspec.Struct]] = MathOptions
    domain: ClassVar[str] = "math"
    description: ClassVar[str] = "Competition problems, solved with a Python notebook"
    value: ClassVar[str] = "Teaches to compute, to check and to conclude"
    runs_untrusted_code: ClassVar[bool] = True
    preload: ClassVar[tuple[str, ...]] = (
        "numpy",
        "pandas",
        "mpmath",
        "sympy",
        "scipy",
        "scipy.cluster",
        "scipy.constants",
        "scipy.fft",
        "scipy.integrate",
        "scipy.interpolate",
        "scipy.linalg",
        "scipy.ndimage",
        "scipy.optimize",
        "scipy.signal",
        "scipy.sparse",
        "scipy.sparse.csgraph",
        "scipy.sparse.linalg",
        "scipy.spatial",
        "scipy.special",
        "scipy.stats",
    )
    starts_implicitly: ClassVar[bool] = True
    verifier: ClassVar[str] = "boxed_answer"

    options: MathOptions

    @property
    def tools(self) -> Sequence[Tool]:
        """The notebook's one tool."""
        return (_TOOL,)

    def tasks(self) -> Sequence[JsonObject]:
        """Every shipped task as a row."""
        return _rows()

    def check_task(self, row: JsonObject) -> Task:
        """Return the row with `expected_result` and `expected_code_contains` as text.

        Raises InvalidTaskError when the first is missing or blank, or either is no text (a number
        is taken as its text).
        """
        expected = _expected(row)
        contains = row.get("expected_code_contains")
        if not isinstance(contains, str | None):
            raise InvalidTaskError(
                "expected_code_contains must be text, or be left out",
                field="expected_code_contains",
            )
        texts = {"expected_result": expected, "expected_code_contains": contains or ""}
        return Task(self.name, {**row, **texts})

    def open(self, context: WorldContext) -> World:
        """Open an empty notebook."""
        return MathWorld(context.interpreter())

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        """Return the reference program of a shipped task, which says the answer itself.

        For any other row there is no program: the message boxes its `expected_result`, and what
        the code has to contain is run as it stands. Raises InvalidTaskError.
        """
        task = self.check_task(row)
        program = _programs().get(_key(row))
        if program is not None:
            return (ToolCall(TOOL, {"code": program}),), "The program gave no result."
        contains = task.row["expected_code_contains"]
        calls = (ToolCall(TOOL, {"code": contains}),) if contains else ()
        return calls, _boxed(task.row["expected_result"])

    def conclude(self, row: JsonObject, message: str, observations: Sequence[JsonObject]) -> str:
        """Box what the reference program was seen to return; see `solution` for other rows."""
        result = observations[-1].get("result") if observations else None
        return _boxed(result) if _key(row) in _programs() and isinstance(result, str) else message

    def stopped(
        self, status: ExecutionStatus, message: str, duration_s: float
    ) -> Observation | None:
        """Show a stopped cell as a failed one."""
        return _observation(
            Execution(
                success=False,
                stdout="",
                stderr=f"{message}\n",
                error_message=message,
                result=None,
                status=status,
                duration_s=duration_s,
            )
        )

    def call_deadline_s(self, tool: str) -> float:
        """Return the option `max_execution_time`."""
        return self.options.max_execution_time

    def call_cpu_limit_s(self, tool: str) -> float | None:
        """Return the option `max_cpu_time`, or what it stands for."""
        return self.options.cpu_limit_s


_TOOL: Final = Tool.from_function(execute_python)


def _observation(execution: Execution) -> Observation:
    return Observation(msgspec.structs.asdict(execution), execution.status)


def _expected(row: JsonObject) -> str:
    value = row.get("expected_result")
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    if "expected_result" in row:
        found = f"is {_KINDS.get(type(value), 'no number')}" if value != "" else "is empty"
    else:
        others = [key for key in row if key.startswith(("expected_", "answer", "ground_truth"))]
        found = f"is missing, though {', '.join(others)} is there" if others else "is missing"
    raise InvalidTaskError(
        f"expected_result {found}; it must be the answer as text, such as '32'",
        field="expected_result",
    )


_KINDS: Final = {
    bool: "a boolean",
    dict: "an object",
    list: "a list",
    str: "blank",
    type(None): "null",
}


def _boxed(answer: str) -> str:
    return f"The answer is \\boxed{{{answer}}}."


@functools.cache
def _rows() -> tuple[JsonObject, ...]:
    # Late: a worker never lists tasks and must not pay for reading them.
    from .task_files import load_tasks

    return tuple(
        {
            "id": task.id,
            "topic": task.topic,
            "responses_create_params": {
                "input": [
                    {"role": "system", "content": INSTRUCTIONS},
                    {"role": "user", "content": task.question},
                ],
                "tools": [_TOOL.schema()],
                "parallel_tool_calls": False,
            },
            "expected_result": task.expected,
            "expected_code_contains": task.expected_code_contains,
        }
        for task in load_tasks()
    )


@functools.cache
def _programs() -> dict[tuple[Any, str], str]:
    from .task_files import load_tasks

    return {(task.id, task.question): task.program for task in load_tasks()}


def _key(row: JsonObject) -> tuple[str, str]:
    """Identify a shipped task: by its id and its very question, for others have ids too."""
    parameters = row.get("responses_create_params")
    messages = parameters.get("input") if isinstance(parameters, dict) else None
    last = messages[-1] if isinstance(messages, list) and messages else None
    content = last.get("content") if isinstance(last, dict) else None
    return str(row.get("id")), content if isinstance(content, str) else ""
