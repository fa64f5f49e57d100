"""Causes are counted, and one example of each is told."""

from __future__ import annotations

from sallyport.core.rollout.causes import MAX_REASON_CHARS, Causes


def test_the_most_common_cause_comes_first_with_its_first_example() -> None:
    causes = Causes()
    assert not causes
    for cause, where, reason in [
        ("judge_died", "row 1", "judge_died: exit code 9"),
        ("verifier_error", "row 2", "verifier_error: KeyError: 'a'\n(my_env.py:3, in judge)"),
        ("verifier_error", "row 3", "verifier_error: another"),
    ]:
        causes.add(cause, where, reason)
    assert causes
    assert causes.total == 3
    assert causes.figures() == {"  verifier_error": 2, "  judge_died": 1}
    assert causes.examples() == [
        "verifier_error, row 2: KeyError: 'a' (my_env.py:3, in judge)",
        "judge_died, row 1: exit code 9",
    ]


def test_a_reason_without_end_is_cut_and_none_is_no_error() -> None:
    causes = Causes()
    causes.add("a", "task 0", "x" * 10_000)
    causes.add("b", "task 1", None)
    assert len(causes.examples()[0]) < MAX_REASON_CHARS + 20
    assert causes.examples()[1] == "b, task 1: None"
