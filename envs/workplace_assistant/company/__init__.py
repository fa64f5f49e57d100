"""Kestrel Loom: our own company for the workplace, its data and the tasks that are set in it."""

from __future__ import annotations

from .tables import company_tables

__all__ = ["company_tables"]
