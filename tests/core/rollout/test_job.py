from __future__ import annotations

from typing import TYPE_CHECKING

from sallyport.core.rollout.job import Recording, jobs_of, task_part

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_repeats_of_a_task_follow_one_another() -> None:
    jobs = jobs_of([Recording({"a": 1}), Recording({"b": 2})], repeats=2)
    assert [(job.task_index, job.rollout_index, job.row) for job in jobs] == [
        (0, 0, {"a": 1}),
        (0, 1, {"a": 1}),
        (1, 0, {"b": 2}),
        (1, 1, {"b": 2}),
    ]


def test_the_limit_counts_tasks_and_nothing_more_is_read() -> None:
    def source() -> Iterator[Recording]:
        yield Recording({"a": 1})
        raise AssertionError("read on")

    assert len(list(jobs_of(source(), repeats=3, limit=1))) == 3


def test_only_a_whole_number_is_a_task_index() -> None:
    rows = [Recording({"_ng_task_index": index}) for index in (7, True, "7", None)]
    assert [job.task_index for job in jobs_of(rows)] == [7, 1, 2, 3]


def test_a_stored_rollout_without_its_results_is_its_task() -> None:
    task = {"id": 3, "expected_result": "5", "responses_create_params": {}, "extra": [1]}
    results = {"response": {}, "reward": 1.0, "valid": True, "verdict": None, "accuracy": True}
    assert task_part({**task, **results, "_ng_rollout_index": 4}) == task
