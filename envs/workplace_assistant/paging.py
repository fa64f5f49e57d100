"""Results by the page: `{"emails": [...], "pagination": {total_emails, page, page_size, ...}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from ..arguments import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.types import JsonObject
    from .database import Database
    from .schema import Table

DEFAULT_PAGE_SIZE = 5
"""Rows on a page when the agent does not say."""

MAX_PAGE_SIZE = 100
"""Rows on a page at most: more would fill a model's context with one call."""

PageSize: TypeAlias = Annotated[
    int,
    Form(
        f"a whole number from 1 to {MAX_PAGE_SIZE}",
        lambda size: 1 <= size <= MAX_PAGE_SIZE,
        {"minimum": 1, "maximum": MAX_PAGE_SIZE},
    ),
]
"""The type of the argument page_size."""


def page_of(
    db: Database, table: Table, positions: Sequence[int], noun: str, page: int, page_size: int
) -> JsonObject:
    """Return one page of the rows at these positions (at least one), under the plural `noun`.

    A page before the first is the first, one after the last is the last.
    """
    total_pages = -(-len(positions) // page_size)
    page = min(max(page, 1), total_pages)
    chosen = positions[(page - 1) * page_size : page * page_size]
    return {
        noun: db.rows(table, chosen),
        "pagination": {
            f"total_{noun}": len(positions),
            "page": page,
            "page_size": page_size,
            "total_pages": total_pages,
        },
    }
