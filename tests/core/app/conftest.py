"""Clients with a session of the faulty world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.app.rollouts import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture
def seeded(alone: httpx.Client) -> Iterator[httpx.Client]:
    """A client of the server with one environment, whose session holds the text `a`."""
    assert alone.post("/seed_session", json={"id": 1}).status_code == 200
    assert kept(alone, "a") == ["a"]
    yield alone
    alone.post("/end_session", json={})
