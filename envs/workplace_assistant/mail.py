"""The mailbox: reading, searching, sending, forwarding, replying, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..tool import Tool
from .database import ID_DIGITS, Where
from .dates import When, day_of
from .paging import DEFAULT_PAGE_SIZE, PageSize, page_of
from .records import delete_row, field_of, found_or_declined
from .replies import Declined, need, need_address
from .schema import CLOCK, EMAILS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.types import JsonObject
    from .database import Database
    from .template import Row


_WORDS_AT_ONCE = 100
"""Words of a query in one statement: SQLite bounds how large a condition may be."""


def get_email_information_by_id(db: Database, /, email_id: str, field: str) -> Row:
    """Read one field of a mail.

    Args:
        email_id: The id of the mail.
        field: The field to read: 'email_id', 'inbox/outbox', 'sender/recipient', 'subject',
            'sent_datetime' or 'body'.
    """
    need(email_id=email_id, field=field)
    return field_of(db, EMAILS, "email", _stored_id(db, email_id), field)


def search_emails(
    db: Database,
    /,
    query: str = "",
    date_min: When | None = None,
    date_max: When | None = None,
    page: int = 1,
    page_size: PageSize = DEFAULT_PAGE_SIZE,
) -> JsonObject:
    """Search the mailbox.

    A mail fits when every word of the query occurs in its subject, its body or its
    sender/recipient, in any case. The newest come first, by the page.

    Args:
        query: Words to look for, separated by spaces; every mail fits an empty query.
        date_min: The first day to include, YYYY-MM-DD.
        date_max: The last day to include, YYYY-MM-DD.
        page: Which page of the results to return, counted from 1.
        page_size: How many mails make a page.
    """
    where = Where()
    where.between("sent_datetime", date_min and day_of(date_min), date_max and day_of(date_max))
    positions = _fitting(db, where, list(dict.fromkeys(query.split())))
    if not positions:
        raise Declined("No mail fits this search.")
    return page_of(db, EMAILS, positions, "emails", page, page_size)


def send_email(db: Database, /, recipient: str, subject: str, body: str) -> str:
    """Send a mail.

    Args:
        recipient: The mail address to send it to.
        subject: The subject line.
        body: The text of the mail.
    """
    need(recipient=recipient, subject=subject, body=body)
    need_address("recipient", recipient)
    _send(db, recipient, subject, body)
    return "The email was sent."


def delete_email(db: Database, /, email_id: str) -> str:
    """Delete a mail.

    Args:
        email_id: The id of the mail to delete.
    """
    return delete_row(db, EMAILS, "email", _stored_id(db, email_id))


def forward_email(db: Database, /, email_id: str, recipient: str) -> str:
    """Forward a mail to somebody else.

    Args:
        email_id: The id of the mail to forward.
        recipient: The mail address to forward it to.
    """
    need(email_id=email_id, recipient=recipient)
    need_address("recipient", recipient)
    _, mail = found_or_declined(db, EMAILS, "email", _stored_id(db, email_id))
    _send(db, recipient, f"FW: {mail['subject'] or ''}", mail["body"])
    return "The email was forwarded."


def reply_email(db: Database, /, email_id: str, body: str) -> str:
    """Reply to a mail.

    Args:
        email_id: The id of the mail to reply to.
        body: The text of the reply.
    """
    need(email_id=email_id, body=body)
    _, mail = found_or_declined(db, EMAILS, "email", _stored_id(db, email_id))
    _send(db, mail["sender/recipient"] or "", f"RE: {mail['subject'] or ''}", body)
    return "The reply was sent."


def _fitting(db: Database, where: Where, words: list[str]) -> Sequence[int]:
    """Search for mails that hold all the words, the newest first, some of the words at a time."""
    positions: Sequence[int] | None = None
    while positions is None or (positions and words):
        for word in words[:_WORDS_AT_ONCE]:
            where.contains(word, "subject", "body", "sender/recipient")
        found = db.search(EMAILS, where, latest_first="sent_datetime")
        kept = set(found if positions is None else positions)
        positions = [position for position in found if position in kept]
        where, words = Where(), words[_WORDS_AT_ONCE:]
    return positions


def _send(db: Database, recipient: str, subject: str, body: str | None) -> None:
    row: Row = {
        "email_id": db.next_id(EMAILS),
        "inbox/outbox": "outbox",
        "sender/recipient": recipient.lower(),
        "subject": subject,
        "sent_datetime": CLOCK,
        "body": body,
    }
    db.insert(EMAILS, row)


def _stored_id(db: Database, email_id: str) -> str:
    """Find a mail's id also when it is given without its zeros: models drop them."""
    padded = email_id.zfill(ID_DIGITS) if email_id.isascii() and email_id.isdigit() else email_id
    return email_id if padded == email_id or db.find(EMAILS, email_id) else padded


TOOLS = tuple(
    Tool.from_function(function, name=f"email_{function.__name__}")
    for function in (
        get_email_information_by_id,
        search_emails,
        send_email,
        delete_email,
        forward_email,
        reply_email,
    )
)
