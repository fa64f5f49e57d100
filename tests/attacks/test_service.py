"""Every attack on a real server, by HTTP, with `policy: none`: none succeeds, nobody else notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.service.attack import CellAttack
from tests.attacks.service.corpus import CORPUS
from tests.attacks.service.fortress import fortress
from tests.attacks.service.siege import Siege
from tests.serving import LEVEL

LEAST_ATTACKS = 300


@pytest.fixture(scope="module")
def siege() -> Iterator[Siege]:
    if LEVEL != "namespaces":
        pytest.skip(f"this machine gives level {LEVEL}: its jails have no checkpoint and no fork")
    with fortress() as standing:
        yield Siege(standing)


@pytest.mark.slow
@pytest.mark.parametrize("kind", CORPUS)
def test_no_attack_gets_through_and_nobody_else_notices(siege: Siege, kind: str) -> None:
    siege.begin()
    breaches = {each.attack: each.breach for each in siege.run(CORPUS[kind]) if each.breach}
    assert breaches == {}
    assert siege.end() == []


CONTROLS = {
    "canary": CellAttack("control", "canary", "-", ("print(VALUE)",)),
    "marker": CellAttack("control", "marker", "-", ("breach()",)),
    "ending": CellAttack("control", "ending", "-", ("1 / 0",)),
    "later": CellAttack("control", "later", "-", ("KEPT = 0",)),
    "lost": CellAttack("control", "lost", "-", ("1",), later="lost"),
}


@pytest.mark.slow
@pytest.mark.parametrize("sign", CONTROLS)
def test_each_sign_of_a_breach_is_seen(siege: Siege, sign: str) -> None:
    value = siege.fortress.canaries.variable
    attack = CONTROLS[sign]
    cells = tuple(cell.replace("VALUE", repr(value)) for cell in attack.cells)
    control = CellAttack(attack.kind, sign, "-", cells, later=attack.later)
    assert siege.make(control).breach


@pytest.mark.slow
def test_a_sprung_trap_is_seen(siege: Siege) -> None:
    canaries = siege.fortress.canaries
    canaries.trap.mkdir()
    try:
        assert canaries.sprung() == [f"{canaries.trap} was made"]
    finally:
        canaries.trap.rmdir()
    assert canaries.sprung() == []


def test_names_are_unique_and_classes_are_full() -> None:
    attacks = [attack for each in CORPUS.values() for attack in each]
    assert len({attack.id for attack in attacks}) == len(attacks) >= LEAST_ATTACKS
    assert all(len(each) >= 5 for each in CORPUS.values())
    assert all(attack.kind == kind for kind, each in CORPUS.items() for attack in each)
