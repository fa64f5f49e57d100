"""End states without what the order of independent actions decides: ids, and places of new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..state_match.exports import read_export

if TYPE_CHECKING:
    from ...core.types import State


def unordered(state: State) -> Any:
    """Return a form of the state that is equal for states that differ in order only.

    A state whose `found` is no export of tables is its own form: then only equal states are.
    """
    found = read_export(state.get("found"))
    if found is None:
        return state
    return {
        name: (sorted(table.deleted), table.updated, _as_multiset(table.inserted, table.key))
        for name, table in found.items()
    }


def _as_multiset(rows: tuple[Any, ...], key: str | None) -> list[bytes]:
    without = ({name: value for name, value in row.items() if name != key} for row in rows)
    return sorted(msgspec.json.encode(row, order="deterministic") for row in without)
