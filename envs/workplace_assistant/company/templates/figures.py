"""Mailing a figure and nothing else, so that there is one right text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calls import send
from ..template import Case, Draft
from ..words import Letter

if TYPE_CHECKING:
    from ..people import Person

SUBJECTS = ("Figures you asked for", "The number", "Result", "As requested", "For your report")
"""Subjects of mails whose body is a figure."""


def mail_figure(d: Draft, person: Person, value: str, **slots: str) -> Case:
    """Return the case of sending `value` to a person; slots `person` and `subject` are added."""
    letter = Letter(d.pick(SUBJECTS), value)
    calls = (send(person.address, letter),)
    return Case({"person": d.name(person), "subject": letter.subject, **slots}, calls)
