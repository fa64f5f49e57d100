"""An environment as the laws see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.envs.registry import environment_of, load_entrypoint
from sallyport.sandbox.subject import subject_of
from sallyport.verifiers.laws import Case

ROOT = Path(__file__).parents[2]


def dishonest(**options: Any) -> Any:
    return load_entrypoint(ROOT / "tests" / "worlds" / "dishonest.py", options)


def test_a_mathematics_task_is_solved_without_running_its_program() -> None:
    subject = subject_of(environment_of("math_with_code"))
    row, solution = subject.solved()[0]
    assert row["expected_result"] in solution.message
    assert solution.calls == ()
    assert subject.judge(Case(row, solution.items())).reward == 1.0
    assert subject.idle_is_right(row) is False
    assert (subject.judges_state, subject.order_counts) == (False, "")


def test_tools_schemas_are_left_out_of_rows_and_the_rest_is_not() -> None:
    [row, other] = subject_of(dishonest()).rows
    assert row["responses_create_params"] == {
        "input": [{"role": "user", "content": "What is 6 x 7?"}]
    }
    assert other == {"answer": "43"}


def test_a_task_that_the_oracle_cannot_solve_has_no_solution() -> None:
    subject = subject_of(dishonest())
    assert [row["answer"] for row, _ in subject.solved()] == ["42"]


def test_without_tasks_there_is_nothing_to_check() -> None:
    with pytest.raises(ConfigurationError, match="--tasks"):
        subject_of(dishonest(fault="no_tasks"))
    assert len(subject_of(dishonest(fault="no_tasks"), [{"answer": "1"}]).rows) == 1


def test_tasks_that_change_nothing_are_marked_and_states_are_played() -> None:
    stock = load_entrypoint(ROOT / "examples" / "stock_room.py", {"match": "strict"})
    row = stock.tasks()[0]
    subject = subject_of(stock)
    assert subject.idle_is_right({**row, "ground_truth": []}) is True
    assert subject.idle_is_right(row) is False
    assert "strict" in subject.order_counts
    _, solution = subject.solved()[0]
    state = subject.inputs(Case(row, solution.items()))[2]
    assert state["found"] == state["expected"]
    assert subject.judge(Case(row, ())).reward == 0.0
