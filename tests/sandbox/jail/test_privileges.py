from __future__ import annotations

import os
from pathlib import Path

import pytest

from sallyport.sandbox.jail import privileges
from sallyport.sandbox.jail.libc import syscall
from tests.sandbox.jail.forked import outcome_of

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to give up")


def _status(*keys: str) -> list[str]:
    lines = Path("/proc/self/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return [" ".join(found[key].split()) for key in keys]


@needs_root
def test_root_becomes_a_user_without_any_capability_for_ever() -> None:
    def act() -> list[str]:
        privileges.drop_bounding_set()
        privileges.give_up(123_456)
        return _status("Uid", "Groups", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs")

    zero = "0" * 16
    assert outcome_of(act) == str(["123456 123456 123456 123456", "", zero, zero, zero, zero, "1"])


@needs_root
@pytest.mark.parametrize("back", [lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.nice(-1)])
def test_there_is_no_way_back(back: object) -> None:
    def act() -> None:
        privileges.give_up(123_456)
        assert callable(back)
        back()

    assert outcome_of(act) == "PermissionError 1"


def test_the_process_cannot_be_looked_into_afterwards() -> None:
    def act() -> str:
        privileges.give_up(123_456 if os.geteuid() == 0 else None)
        return Path("/proc/self/environ").read_text()

    assert outcome_of(act) == "PermissionError 13"


@needs_root
def test_a_root_without_capabilities_has_no_bounding_set_to_drop_and_changes_no_user() -> None:
    def act() -> list[object]:
        # What `docker run --cap-drop=ALL` leaves: user 0, every set empty.
        privileges.drop_bounding_set()
        zero = privileges._Sets()
        syscall("capset", privileges._Header(privileges._CAPABILITY_VERSION, 0), zero)
        assert os.geteuid() == 0
        privileges.drop_bounding_set()
        may = privileges.may_change_users()
        privileges.give_up(None)
        return [may, *_status("CapEff", "CapBnd", "NoNewPrivs")]

    assert outcome_of(act) == str([False, "0" * 16, "0" * 16, "1"])


@needs_root
def test_a_full_bounding_set_that_cannot_be_dropped_stops_nobody_who_has_no_power_either() -> None:
    def act() -> bool:
        zero = privileges._Sets()
        syscall("capset", privileges._Header(privileges._CAPABILITY_VERSION, 0), zero)
        privileges.drop_bounding_set()
        return privileges.may_change_users()

    assert outcome_of(act) == "False"
