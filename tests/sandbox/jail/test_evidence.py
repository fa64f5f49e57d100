from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.jail import evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attacks.harness import Jailhouse


@pytest.fixture
def canary() -> Iterator[str]:
    # Not below pytest's own folders, which are closed to other users.
    with TemporaryDirectory(prefix="outside-") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "canary.txt")
        path.write_text("seen")
        path.chmod(0o644)
        yield str(path)


def results_of(house: Jailhouse, canary: str) -> dict[str, str]:
    outcome = house.run(evidence.probe_cell(canary))
    results: dict[str, str] = json.loads(outcome.output)
    return results


def test_the_strongest_jail_proves_namespaces(house: Jailhouse, canary: str) -> None:
    results = results_of(house, canary)
    assert evidence.failures(results, "namespaces") == []
    assert evidence.level_of(results) == "namespaces"


def test_so_does_an_ordinary_users(plain_house: Jailhouse, canary: str) -> None:
    assert evidence.failures(results_of(plain_house, canary), "namespaces") == []


def test_a_container_proves_landlock_and_no_more(contained_house: Jailhouse, canary: str) -> None:
    results = results_of(contained_house, canary)
    assert evidence.failures(results, "landlock") == []
    assert evidence.level_of(results) == "landlock"
    assert "namespaces: see that a file exists: BREACH" in evidence.failures(results, "namespaces")


def _all_held() -> dict[str, str]:
    return {
        name: "works" if name.startswith("works") else "refused: EPERM"
        for name in evidence.expected()
    }


def test_a_single_breach_costs_every_level_that_forbids_it() -> None:
    for name in evidence.expected():
        results = {**_all_held(), name: "BREACH"}
        weakest = name.partition(":")[0]
        below = {"works": "landlock", "namespaces": "landlock", "landlock": "limits"}
        assert evidence.level_of(results) == below.get(weakest, "none")


def test_probes_that_were_not_run_prove_nothing() -> None:
    assert evidence.level_of({}) == "none"
    for name in evidence.expected():
        results = _all_held()
        del results[name]
        assert evidence.level_of(results) != "namespaces"


def test_a_jail_in_which_nothing_works_is_not_taken_for_a_good_one() -> None:
    results = dict.fromkeys(evidence.expected(), "refused: EPERM")
    assert evidence.level_of(results) == "landlock"
