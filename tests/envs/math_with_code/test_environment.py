from __future__ import annotations

from typing import Any

import pytest

from sallyport.core.errors import (
    InvalidArgumentsError,
    InvalidTaskError,
    UnknownToolError,
)
from sallyport.core.types import Execution, JsonObject, ToolCall
from sallyport.envs.math_with_code.environment import MathOptions, MathWithCode


class Notebook:
    """An interpreter that shows what it was given: its last line is its result."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def rehearse(self) -> None:
        pass

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        return "\n".join(self.ran).encode()[:limit_bytes], {"g": "cannot be carried"}

    def restore(self, data: bytes) -> None:
        self.ran = data.decode().split("\n")

    def seed(self, seed: int) -> None:
        self.ran.append(f"seed {seed}")

    def run(self, source: str) -> Execution:
        self.ran.append(source)
        return Execution(True, "out", "", None, source.splitlines()[-1], "ok", False, 0.5)


class Context:
    """What a worker lends; see the Protocol WorldContext."""

    seed = 1

    def __init__(self) -> None:
        self.notebook = Notebook()

    def interpreter(self) -> Notebook:
        return self.notebook


FOREIGN: JsonObject = {
    "id": 0,
    "responses_create_params": {"input": [{"role": "user", "content": "What is 6 times 7?"}]},
    "expected_result": "42",
}


def test_a_call_runs_the_cell_and_shows_the_execution() -> None:
    context = Context()
    world = MathWithCode().open(context)
    observation = world.call(ToolCall("execute_python", {"code": "x = 1\nx"}))
    assert context.notebook.ran == ["x = 1\nx"]
    assert observation.status == "ok"
    assert observation.body == {
        "success": True,
        "stdout": "out",
        "stderr": "",
        "error_message": None,
        "result": "x",
        "status": "ok",
        "truncated": False,
        "duration_s": 0.5,
    }


def test_the_exported_state_counts_cells_that_ran() -> None:
    world = MathWithCode().open(Context())
    world.call(ToolCall("execute_python", {"code": "1"}))
    with pytest.raises(InvalidArgumentsError):
        world.call(ToolCall("execute_python", {}))
    assert world.export() == {"environment": "math_with_code", "executed": 1}


def test_another_tool_is_unknown_and_the_nearest_is_named() -> None:
    with pytest.raises(UnknownToolError) as caught:
        MathWithCode().open(Context()).call(ToolCall("run_python", {"code": "1"}))
    assert caught.value.details["closest"] == ["execute_python"]


@pytest.mark.parametrize("arguments", [{}, {"code": None}, {"code": ["1"]}, {"source": "1"}])
def test_arguments_that_do_not_fit_name_the_argument(arguments: JsonObject) -> None:
    with pytest.raises(InvalidArgumentsError, match=r"code|source"):
        MathWithCode().open(Context()).call(ToolCall("execute_python", arguments))


@pytest.mark.parametrize(
    ("given", "text"), [("32", "32"), (32, "32"), (0.5, "0.5"), ("\\pi", "\\pi")]
)
def test_an_expected_result_is_text_or_a_number(given: Any, text: str) -> None:
    task = MathWithCode().check_task({**FOREIGN, "expected_result": given, "extra": [1]})
    assert task.row["expected_result"] == text
    assert task.row["expected_code_contains"] == ""
    assert task.row["extra"] == [1]


@pytest.mark.parametrize("given", [None, "", "  ", True, [], {}, float("nan"), float("inf")])
def test_any_other_expected_result_is_an_invalid_task(given: Any) -> None:
    with pytest.raises(InvalidTaskError, match="expected_result"):
        MathWithCode().check_task({**FOREIGN, "expected_result": given})


@pytest.mark.parametrize("given", [1, ["x"], {}])
def test_the_required_code_is_text(given: Any) -> None:
    with pytest.raises(InvalidTaskError, match="expected_code_contains"):
        MathWithCode().check_task({**FOREIGN, "expected_code_contains": given})


def test_shipped_rows_are_tasks_in_the_protocols_shape() -> None:
    environment = MathWithCode()
    rows = environment.tasks()
    assert len({row["id"] for row in rows}) == len(rows) >= 100
    for row in rows:
        assert environment.check_task(row).row["expected_result"] == row["expected_result"]
        system, user = row["responses_create_params"]["input"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert row["responses_create_params"]["tools"] == [environment.tools[0].schema()]
        assert row["responses_create_params"]["parallel_tool_calls"] is False
        assert row["topic"]


def test_the_oracle_of_a_shipped_task_boxes_what_its_program_returned() -> None:
    environment = MathWithCode()
    row = environment.tasks()[0]
    [call], message = environment.solution(row)
    assert call.name == "execute_python"
    assert environment.conclude(row, message, [{"result": "what came"}]).endswith(
        "\\boxed{what came}."
    )


@pytest.mark.parametrize("seen", [[], [{}], [{"result": None, "stdout": "5"}]])
def test_without_a_result_the_oracle_of_a_shipped_task_has_no_answer(
    seen: list[JsonObject],
) -> None:
    environment = MathWithCode()
    row = environment.tasks()[0]
    _, message = environment.solution(row)
    assert "boxed" not in environment.conclude(row, message, seen)


def test_the_oracle_of_another_task_boxes_the_expected_result() -> None:
    environment = MathWithCode()
    calls, message = environment.solution(FOREIGN)
    assert not calls
    assert environment.conclude(FOREIGN, message, []).endswith("\\boxed{42}.")


def test_the_oracle_of_another_task_runs_the_code_that_it_must_contain() -> None:
    row = {**FOREIGN, "expected_code_contains": "import sympy"}
    calls, _ = MathWithCode().solution(row)
    assert list(calls) == [ToolCall("execute_python", {"code": "import sympy"})]


def test_a_task_with_a_shipped_id_and_another_question_is_not_the_shipped_task() -> None:
    environment = MathWithCode()
    row = {**FOREIGN, "id": environment.tasks()[0]["id"]}
    assert environment.solution(row)[0] == ()


def test_the_deadline_of_a_call_is_an_option() -> None:
    environment = MathWithCode(MathOptions(max_execution_time=3.0))
    assert environment.call_deadline_s("execute_python") == 3.0


def test_a_stopped_cell_is_a_failed_one_and_so_is_one_that_took_its_process_down() -> None:
    stopped = MathWithCode().stopped("timeout", "stopped after 10 s", 10.0)
    assert stopped is not None
    assert stopped.status == "timeout"
    assert stopped.body["success"] is False
    assert stopped.body["error_message"] == "stopped after 10 s"
    assert stopped.body["duration_s"] == 10.0
    died = MathWithCode().stopped("worker_died", "signal 9", 1.0)
    assert died is not None
    assert (died.status, died.body["success"]) == ("worker_died", False)


def test_a_snapshot_is_the_notebooks_and_the_count() -> None:
    context = Context()
    world = MathWithCode().open(context)
    world.call(ToolCall("execute_python", {"code": "x = 1"}))
    data, left_out = world.snapshot(1000)
    assert left_out == {"g": "cannot be carried"}
    other = Context()
    copy = MathWithCode().open(other)
    copy.restore(data)
    assert other.notebook.ran == ["x = 1"]
    assert copy.export() == world.export()
    copy.reseed(7)
    assert other.notebook.ran[-1] == "seed 7"


def test_a_snapshot_keeps_to_its_limit() -> None:
    world = MathWithCode().open(Context())
    world.call(ToolCall("execute_python", {"code": "x = 1" * 1000}))
    assert len(world.snapshot(100)[0]) == 100
