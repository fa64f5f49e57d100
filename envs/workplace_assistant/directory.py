"""The company's directory: who has which mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tool import Tool
from .database import Where
from .replies import need
from .schema import ADDRESSES

if TYPE_CHECKING:
    from .database import Database


def find_email_address(db: Database, /, name: str = "") -> list[str | None]:
    """Look up mail addresses in the company's directory: all that contain the name, in any case.

    Args:
        name: A name or a part of one, as it would occur in the address.
    """
    need(name=name)
    where = Where()
    where.contains(name, "email_address")
    return [row["email_address"] for row in db.all(ADDRESSES, where)]


TOOLS = (Tool.from_function(find_email_address, name="company_directory_find_email_address"),)
