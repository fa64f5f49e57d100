from __future__ import annotations

from scripts.attacks.result import Result, rows_of, total_of

RESULTS = [
    Result("kernel", "files", "a", "refused", duration_s=0.5),
    Result("kernel", "files", "b", "held", duration_s=0.25),
    Result("policy", "frames", "c", "accepted", "for a reason"),
    Result("kernel", "files", "d", "not run", "no group"),
    Result("policy", "files", "e", "breach", "seen"),
]


def test_a_class_is_a_layers_own_and_stays_in_its_order() -> None:
    rows = rows_of(RESULTS)
    assert [(row.layer, row.kind, row.attacks) for row in rows] == [
        ("kernel", "files", 3),
        ("policy", "frames", 1),
        ("policy", "files", 1),
    ]
    assert rows[0].counts == {"refused": 1, "held": 1, "not run": 1}
    assert rows[0].duration_s == 0.75


def test_the_total_is_of_all() -> None:
    total = total_of(rows_of(RESULTS))
    assert total.attacks == len(RESULTS)
    assert set(total.counts.values()) == {1}


def test_the_total_of_nothing_is_nothing() -> None:
    assert total_of([]).attacks == 0
