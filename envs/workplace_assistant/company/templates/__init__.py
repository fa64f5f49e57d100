"""All task templates, by domain; a new module of templates is added to TEMPLATES here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    analytics,
    bookings,
    calendar,
    calendar_days,
    chains,
    customer_piles,
    customers,
    customers_and_mail,
    mail,
    mail_piles,
    meetings_and_mail,
    project_piles,
    projects,
    projects_and_mail,
    visits_and_mail,
)

if TYPE_CHECKING:
    from ..template import Template

TEMPLATES: tuple[Template, ...] = (
    *mail.TEMPLATES,
    *mail_piles.TEMPLATES,
    *calendar.TEMPLATES,
    *calendar_days.TEMPLATES,
    *analytics.TEMPLATES,
    *projects.TEMPLATES,
    *project_piles.TEMPLATES,
    *customers.TEMPLATES,
    *customer_piles.TEMPLATES,
    *meetings_and_mail.TEMPLATES,
    *visits_and_mail.TEMPLATES,
    *projects_and_mail.TEMPLATES,
    *customers_and_mail.TEMPLATES,
    *bookings.TEMPLATES,
    *chains.TEMPLATES,
)

__all__ = ["TEMPLATES"]
