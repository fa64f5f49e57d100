from __future__ import annotations

import resource

from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.sandbox.jail.rlimits import address_space, impose
from sallyport.sandbox.jail.spec import MIB, Limits
from tests.sandbox.jail.forked import outcome_of

LIMITS = Limits(memory_bytes=64 * MIB)


def test_memory_beyond_the_limit_is_a_memory_error_and_within_it_works() -> None:
    def act() -> int:
        impose(LIMITS, address_space())
        small = len(bytearray(16 * MIB))
        bytearray(128 * MIB)
        return small

    assert outcome_of(act).startswith("MemoryError")

    def modest() -> int:
        impose(LIMITS, address_space())
        return len(bytearray(16 * MIB))

    assert outcome_of(modest) == str(16 * MIB)


def test_no_limit_can_be_raised_again() -> None:
    def act() -> None:
        impose(LIMITS, address_space())
        soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        assert (soft, hard) == (0, 0)
        resource.setrlimit(resource.RLIMIT_STACK, (LIMITS.stack_bytes, 64 * LIMITS.stack_bytes))
        # Root of the machine may; jailed code is not root. So compare what was set.

    told = outcome_of(act)
    assert told == "None" or told.startswith("ValueError")


@settings(max_examples=10, deadline=None)
@given(st.integers(16, 512), st.integers(3, 100))
def test_soft_and_hard_are_the_settings(files: int, tasks: int) -> None:
    limits = Limits(open_files=files, tasks=tasks)

    def act() -> object:
        impose(limits, address_space())
        return [
            resource.getrlimit(kind) for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)
        ]

    assert outcome_of(act) == str([(files, files), (tasks, tasks)])


def test_a_lower_hard_limit_of_the_machine_stays() -> None:
    def act() -> object:
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        impose(Limits(open_files=100), address_space())
        return resource.getrlimit(resource.RLIMIT_NOFILE)

    assert outcome_of(act) == "(40, 40)"
