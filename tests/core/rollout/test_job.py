from __future__ import annotations

from typing import TYPE_CHECKING

from sallyport.core.rollout.job import Recording, jobs_of, recorded_jobs, task_part

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


def test_a_task_played_once_keeps_its_rollout_index() -> None:
    rows = [Recording({"_ng_task_index": 7, "_ng_rollout_index": 3, "_ng_attempt_index": 1})]
    assert [(job.task_index, job.rollout_index) for job in jobs_of(rows)] == [(7, 3)]
    assert [job.rollout_index for job in jobs_of(rows, repeats=2)] == [0, 1]


def test_rows_of_one_task_are_its_repeats_wherever_they_stand() -> None:
    rows = [Recording({"task": name}) for name in "abacab"]
    jobs = list(recorded_jobs(rows, lambda row: row["task"].encode(), limit=2))
    assert [(job.row["task"], job.task_index, job.rollout_index) for job in jobs] == [
        ("a", 0, 0), ("b", 1, 0), ("a", 0, 1), ("a", 0, 2), ("b", 1, 1)
    ]  # fmt: skip


def test_a_stored_rollout_without_its_results_is_its_task() -> None:
    task = {"id": 3, "expected_result": "5", "responses_create_params": {}, "extra": [1]}
    results = {"response": {}, "reward": 1.0, "valid": True, "verdict": None, "accuracy": True}
    assert task_part({**task, **results, "timings": {}}) == task
