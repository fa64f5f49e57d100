"""A fresh session of the policy for each test that asks for one."""

from __future__ import annotations

import pytest

from tests.sandbox.policy.cells import Session


@pytest.fixture
def session() -> Session:
    return Session()
