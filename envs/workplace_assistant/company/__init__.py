"""Kestrel Loom: our own company for the workplace, its data and the tasks that are set in it."""

from __future__ import annotations

from .tables import company_tables
from .tasks import company_tasks

__all__ = ["company_tables", "company_tasks"]
