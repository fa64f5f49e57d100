from __future__ import annotations

import re
from pathlib import Path

import pytest

from sallyport.sandbox.jail import numbers
from sallyport.sandbox.jail.errors import JailError

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
"""aarch64 has the generic table and no calls of its own."""


def _defined(path: Path) -> dict[str, int]:
    pattern = r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s*$"
    return {name: int(value) for name, value in re.findall(pattern, path.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("machine", [numbers.X86_64, numbers.AARCH64], ids=lambda one: one.name)
def test_every_number_is_the_one_of_the_kernels_headers(machine: numbers.Machine) -> None:
    path = HEADERS[machine.name]
    if not path.exists():
        pytest.skip(f"no {path}")
    defined = _defined(path)
    defined.setdefault("newfstatat", defined.get("fstatat", -1))
    assert {name: defined.get(name) for name in machine.numbers} == machine.numbers


def test_no_machine_gives_two_calls_one_number() -> None:
    for machine in (numbers.X86_64, numbers.AARCH64):
        assert len(set(machine.numbers.values())) == len(machine.numbers)


def test_what_the_generic_table_lacks_is_only_what_has_a_newer_form() -> None:
    old = {*("access", "alarm", "chmod", "dup2", "epoll_wait", "getpgrp", "lstat", "mkdir")}
    old |= {*("open", "pause", "poll", "readlink", "rename", "rmdir", "select", "stat", "time")}
    assert numbers.X86_64.numbers.keys() - numbers.AARCH64.numbers.keys() == old | {"unlink"}
    assert numbers.AARCH64.numbers.keys() <= numbers.X86_64.numbers.keys()


def test_an_unknown_machine_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    with pytest.raises(JailError, match="pdp11"):
        numbers.native.__wrapped__()
