"""Every policy attack, with the policy alone between it and the process: almost none succeeds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sallyport.sandbox.policy import restricted_policy
from tests.attacks.policy.trial import Attack, Outcome, accepted, attempt, corpus

CORPUS = corpus()
ACCEPTED = accepted()
LEAST_ATTACKS = 600
LEAST_REFUSED = 0.95
CLASSES = {
    "dunder_traversal",
    "builtins_misuse",
    "guard_shadowing",
    "format_string",
    "frames",
    "exceptions",
    "imports",
    "module_hop",
    "stdlib_tools",
    "class_tricks",
    "raw_memory",
    "numpy_files",
    "pandas_files",
    "scipy_files",
    "code_exec",
    "source_tricks",
    "parser_bomb",
    "hostile_result",
    "state_tampering",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Warm before the first fork, as the zygote is.
    restricted_policy()
    return tmp_path_factory.mktemp("attack")


_outcomes: dict[str, Outcome] = {}


def outcome_of(attack: Attack, folder: Path) -> Outcome:
    if attack.id not in _outcomes:
        _outcomes[attack.id] = attempt(attack, folder)
    return _outcomes[attack.id]


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_attacks_are_refused_but_for_the_accepted_ones(kind: str, folder: Path) -> None:
    outcomes = [outcome_of(attack, folder) for attack in CORPUS if attack.kind == kind]
    breached = {each.attack.id: each.how for each in outcomes if each.breached}
    expected = {name for name in ACCEPTED if name.startswith(f"{kind}.")}
    assert breached.keys() == expected, breached


@cache
def _kinds() -> set[str]:
    return {attack.kind for attack in CORPUS}


def test_corpus_covers_every_class() -> None:
    assert _kinds() == CLASSES
    assert len(CORPUS) >= LEAST_ATTACKS
    assert len({attack.id for attack in CORPUS}) == len(CORPUS)


def test_accepted_attacks_are_few_exist_and_have_a_reason() -> None:
    assert len(ACCEPTED) <= (1 - LEAST_REFUSED) * len(CORPUS)
    assert ACCEPTED.keys() <= {attack.id for attack in CORPUS}
    assert all(len(reason) > 20 for reason in ACCEPTED.values())


CONTROLS = {
    "marker": "print('BREACH')",
    "file": "open('@OUT@', 'w').close()",
    "secret": "print(open('@CANARY@').read())",
    "signal": "import os\nos.abort()",
}


@pytest.mark.slow
@pytest.mark.parametrize("sign", sorted(CONTROLS))
def test_without_the_policy_each_sign_of_a_breach_is_seen(sign: str, folder: Path) -> None:
    attack = Attack("control", sign, (CONTROLS[sign],))
    outcome = attempt(attack, folder, policy="none")
    assert outcome.breached
    assert sign in outcome.how
