from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.jail import bpf
from sallyport.sandbox.jail.bpf import ALLOW, KILL, Check, errno
from tests.sandbox.jail.machine import run

AUDIT = 7
REFUSED = errno(1)
UNKNOWN = errno(38)

words = st.integers(0, 2**32 - 1)
checks = st.builds(
    Check,
    st.integers(0, 5),
    st.lists(words, min_size=1, max_size=6, unique=True).map(tuple),
    st.sampled_from((0xFFFF_FFFF, 0x7, 0xFF00)),
    st.booleans(),
)


def holds(check: Check, arguments: tuple[int, ...]) -> bool:
    value = arguments[check.index]
    wide = not check.wide or value >> 32 == 0
    return wide and value & check.mask & 0xFFFF_FFFF in check.values


@given(
    st.lists(st.lists(checks, max_size=4), min_size=1, max_size=4),
    st.tuples(*[st.one_of(words, st.integers(0, 2**64 - 1), st.integers(0, 8))] * 6),
)
def test_a_rule_allows_exactly_when_all_checks_of_one_alternative_hold(
    alternatives: list[list[Check]], arguments: tuple[int, ...]
) -> None:
    code = bpf.prologue(AUDIT, x32=False)
    code += bpf.any_of(5, alternatives, REFUSED)
    code += bpf.epilogue(100, UNKNOWN, KILL)
    wanted = any(all(holds(check, arguments) for check in checks) for checks in alternatives)
    assert run(bpf.assemble(code), 5, AUDIT, arguments) == (ALLOW if wanted else REFUSED)


@given(words, words)
def test_another_architecture_is_killed_whatever_it_calls(number: int, audit: int) -> None:
    code = bpf.assemble([*bpf.prologue(AUDIT, x32=True), *bpf.epilogue(100, ALLOW, ALLOW)])
    killed = audit != AUDIT or number >= 0x4000_0000
    assert run(code, number, audit) == (KILL if killed else ALLOW)


@given(st.integers(0, 300))
def test_numbers_that_no_rule_knows_get_the_default_for_their_age(number: int) -> None:
    code = [*bpf.prologue(AUDIT, x32=False), *bpf.answer(5, ALLOW)]
    code += bpf.epilogue(100, UNKNOWN, REFUSED)
    wanted = ALLOW if number == 5 else UNKNOWN if number >= 100 else REFUSED
    assert run(bpf.assemble(code), number, AUDIT) == wanted
