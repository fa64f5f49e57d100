from __future__ import annotations

import msgspec
import pytest

from sallyport.sandbox.jail.spec import LEVELS, MIB, JailSpec, Limits


def test_levels_go_from_weakest_to_strongest() -> None:
    assert LEVELS == ("none", "limits", "landlock", "namespaces")


@pytest.mark.parametrize("level", LEVELS)
def test_fork_is_allowed_only_where_one_kill_reaches_all(level: str) -> None:
    spec = msgspec.convert({"level": level}, JailSpec)
    assert spec.fork == (level == "namespaces")


def test_slots_have_distinct_users() -> None:
    spec = JailSpec(uid_base=200_000)
    assert [spec.uid_of(slot) for slot in range(3)] == [200_000, 200_001, 200_002]


def test_a_group_holds_memory_scratch_and_overhead() -> None:
    limits = Limits(memory_bytes=MIB, scratch_bytes=2 * MIB, overhead_bytes=4 * MIB)
    assert limits.group_bytes == 7 * MIB


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "strong"},
        {"uid_base": 0},
        {"limits": {"memory_bytes": 0}},
        {"limits": {"tasks": 1}},
        {"limits": {"memroy_bytes": 1 << 30}},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, JailSpec)


def test_a_spec_survives_the_way_to_the_zygote() -> None:
    spec = JailSpec(level="landlock", limits=Limits(tasks=9), cgroups=("/a", "/b"))
    assert msgspec.json.decode(msgspec.json.encode(spec), type=JailSpec) == spec
