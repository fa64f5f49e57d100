"""A plain model of a table and generated sequences of actions on it, for laws of matching."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.verifiers.state_match.exported import TEMPLATE, Row

Action = tuple[Any, ...]

STARTS = ("2023-12-04 10:00:00", "2023-12-05 11:00:00")
NAMES = ("Lunch", "lunch", "Review")

ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.tuples(st.just("delete"), st.integers(0, 7)),
    st.tuples(st.just("update"), st.integers(0, 7), st.sampled_from(NAMES)),
    st.tuples(st.just("create"), st.sampled_from(NAMES), st.sampled_from(STARTS)),
)


def play(actions: list[Action]) -> list[Row]:
    """The table after the actions: the rows in order, as the reference would hold them."""
    rows = [dict(row) for row in TEMPLATE]
    for action in actions:
        if action[0] == "create":
            last = max((int(row["event_id"]) for row in rows), default=0)
            blank = dict.fromkeys(TEMPLATE[0], "")
            rows.append(
                blank
                | {"event_id": f"{last + 1:08}", "event_name": action[1], "event_start": action[2]}
            )
        for row in [row for row in rows if row["event_id"] == f"{action[1]:>08}"]:
            if action[0] == "delete":
                rows.remove(row)
            elif action[0] == "update":
                row["event_name"] = action[2]
    return rows


def exported(actions: list[Action]) -> dict[str, Any]:
    """The calendar's changes after the actions, told by position as an environment tells them.

    Rows made in the session come after the template's, also where they took over an id.
    """
    rows: dict[int, Row] = {position: dict(row) for position, row in enumerate(TEMPLATE)}
    after = len(TEMPLATE)
    for action in actions:
        if action[0] == "create":
            last = max((int(row["event_id"]) for row in rows.values()), default=0)
            made = dict.fromkeys(TEMPLATE[0], "") | {"event_id": f"{last + 1:08}"}
            rows[after] = made | {"event_name": action[1], "event_start": action[2]}
            after += 1
            continue
        for position in [p for p, row in rows.items() if row["event_id"] == f"{action[1]:>08}"]:
            if action[0] == "delete":
                del rows[position]
            else:
                rows[position]["event_name"] = action[2]
    return {
        "key": "event_id",
        "rows_before": len(TEMPLATE),
        "deleted": [{"position": p, "row": row} for p, row in enumerate(TEMPLATE) if p not in rows],
        "updated": [
            {"position": p, "before": row, "after": rows[p]}
            for p, row in enumerate(TEMPLATE)
            if p in rows and rows[p] != row
        ],
        "inserted": [row for p, row in sorted(rows.items()) if p >= len(TEMPLATE)],
    }
