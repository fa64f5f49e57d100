from __future__ import annotations

from pathlib import Path

from sallyport.sandbox.jail.hierarchies import Place, own_places, places

V1 = """\
30 20 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
31 20 0:27 / /sys/fs/cgroup/pids rw,relatime shared:9 - cgroup cgroup rw,pids
32 20 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
33 20 0:29 / / rw - ext4 /dev/sda rw
"""
GROUPS_V1 = "9:name=systemd:/\n8:pids:/user\n4:memory:/user/a b\n1:cpu,cpuacct:/\n0::/\n"


def test_v1_has_a_place_for_each_wanted_controller() -> None:
    assert places(V1, GROUPS_V1) == [
        Place("/sys/fs/cgroup/memory/user/a b", 1, ("memory",)),
        Place("/sys/fs/cgroup/pids/user", 1, ("pids",)),
    ]


def test_a_container_sees_its_part_of_the_hierarchy() -> None:
    mount = "30 20 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
    found = places(mount, "4:memory:/docker/abc/inner\n")
    assert found == [Place("/sys/fs/cgroup/memory/inner", 1, ("memory",))]


def test_a_group_outside_of_what_is_mounted_is_no_place() -> None:
    mount = "30 20 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
    assert places(mount, "4:memory:/docker/other\n") == []


def test_v2_has_one_place_with_the_controllers_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "slice").mkdir()
    (tmp_path / "slice" / "cgroup.controllers").write_text("cpuset cpu memory pids\n")
    mount = f"30 20 0:26 / {tmp_path} rw - cgroup2 cgroup2 rw,nsdelegate\n"
    assert places(mount, "0::/slice\n") == [Place(f"{tmp_path}/slice", 2, ("memory", "pids"))]


def test_v2_without_controllers_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("\n")
    mount = f"30 20 0:26 / {tmp_path} rw - cgroup2 cgroup2 rw\n"
    assert places(mount, "0::/\n") == []


def test_our_own_places_exist() -> None:
    assert all(Path(place.path).is_dir() for place in own_places())
