"""The level that is claimed is the level that attacks prove."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from sallyport.core.errors import ConfigurationError, NotReadyError
from sallyport.core.settings import IsolationSettings
from sallyport.sandbox import jailer as jailer_module
from sallyport.sandbox.jail import Limits, Mechanism, Support
from sallyport.sandbox.jailer import Jailer
from sallyport.sandbox.proving import prove
from tests.serving import faulty, open_house, settings

pytestmark = pytest.mark.slow


def test_a_house_in_namespaces_proves_its_jail_before_it_is_ready() -> None:
    chosen = settings(faulty(), isolation=IsolationSettings(require="namespaces"))
    with open_house(chosen) as house:
        ready, details = house.runtime.readiness()
        assert ready
        assert details["isolation"]["level"] == "namespaces"


def test_a_claim_that_the_attacks_refute_is_no_level() -> None:
    with open_house(settings(faulty(), isolation=IsolationSettings(require="none"))) as house:
        house.runtime.jailer.level = "namespaces"
        with pytest.raises(NotReadyError, match="does not hold at level 'namespaces'"):
            house.run(prove(house.runtime.pools["faulty"], house.runtime.jailer))
        house.runtime.jailer.level = "none"


def test_a_machine_that_gives_less_than_is_required_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    levels = (
        Mechanism("namespaces", False, "unshare: Operation not permitted", 1, "run as root"),
        Mechanism("landlock", True),
    )
    monkeypatch.setattr(jailer_module, "detect", lambda: Support(levels, ()))
    with pytest.raises(ConfigurationError) as caught:
        Jailer("namespaces", Limits())
    assert "\n" not in caught.value.message
    for part in ("namespaces", "Operation not permitted", "run as root", "landlock"):
        assert part in caught.value.message


def test_a_worker_that_is_not_in_its_jail_is_not_believed() -> None:
    chosen = settings(faulty(), isolation=IsolationSettings(require="none"))
    with open_house(chosen) as house:
        worker = next(iter(house.runtime.pools["faulty"]._used))
        jailer = house.runtime.jailer
        jailer.level = "namespaces"
        jailer.spec = msgspec.structs.replace(jailer.spec, level="namespaces")
        with pytest.raises(Exception, match="not in its jail"):
            jailer.inspect(worker.pid, worker.slot)
        assert jailer.breaches == 1
        jailer.level = "none"
        house.run(asyncio.sleep(0))
