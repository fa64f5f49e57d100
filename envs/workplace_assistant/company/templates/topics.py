"""Finding mails that a question can point at without doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..people import Person
    from ..records import Mail
    from ..template import Draft

_CODE = re.compile(r"KL-\d{4}")


def mails_on_one_topic(d: Draft, person: Person) -> list[Mail]:
    """Draw a subject of the person's mails and return all of these, oldest first.

    Empty when a search for the subject's words would also find another mail of the person: then
    "about" could mean more than the subject.
    """
    received = d.office.received(person)
    subject = d.pick(received).subject
    wanted = subject.lower().split()
    found = [m for m in received if all(word in _text(m) for word in wanted)]
    return found if all(mail.subject == subject for mail in found) else []


def mail_with_code(d: Draft) -> tuple[Mail, str] | None:
    """Draw a received mail that carries a filing number, and the number; no other mail has it."""
    mail = d.pick(d.office.mails)
    match = _CODE.search(mail.body)
    return (mail, match[0]) if match and mail.box == "inbox" else None


def _text(mail: Mail) -> str:
    return f"{mail.subject} {mail.body} {mail.address}".lower()
