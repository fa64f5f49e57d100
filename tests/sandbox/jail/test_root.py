from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.jail.root import links_to, outermost
from sallyport.sandbox.jail.spec import MIB

if TYPE_CHECKING:
    from tests.attacks.harness import Jailhouse

names = st.text("ab", min_size=1, max_size=2)
paths = st.lists(names, min_size=1, max_size=3).map(lambda parts: "/nowhere/" + "/".join(parts))


@given(st.lists(paths, max_size=8))
def test_outermost_covers_every_source_once(sources: list[str]) -> None:
    kept = outermost(sources)
    for source in sources:
        assert sum(source == one or source.startswith(f"{one}/") for one in kept) == 1
    assert set(kept) <= set(sources)


def test_the_root_covers_everything() -> None:
    assert outermost(["/nowhere/x", "/"]) == ["/"]


def test_links_are_found_at_their_real_places_however_they_chain(tmp_path: Path) -> None:
    real = tmp_path.resolve()
    (real / "deep" / "er").mkdir(parents=True)
    (real / "first").symlink_to("deep")
    (real / "second").symlink_to(real / "first" / "er")
    (real / "deep" / "er" / "up").symlink_to("../er")
    found = dict(links_to(str(real / "second" / "up" / "file")))
    assert found == {
        real / "second": real / "first" / "er",
        real / "first": Path("deep"),
        real / "deep" / "er" / "up": Path("../er"),
    }


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert len(list(links_to(str(tmp_path / "a" / "x")))) <= 40


def test_the_root_is_small_read_only_and_holds_pythons_library(house: Jailhouse) -> None:
    outcome = house.run(
        "import json, os\n"
        "flags = os.O_RDONLY\n"
        "print(json.dumps({'root': os.listdir('/'), 'dev': sorted(os.listdir('/dev')),"
        " 'library': os.path.exists(os.__file__), 'cwd': os.getcwd(),"
        " 'tmp': os.path.realpath('/tmp')}))"
    )
    found = json.loads(outcome.output)
    assert found["dev"] == ["null", "urandom", "zero"]
    assert found["library"] is True
    assert found["cwd"] == "/scratch"
    assert not {"proc", "sys", "home", "var", "run", "bin"} & set(found["root"])


def test_scratch_is_private_empty_and_bounded(house: Jailhouse) -> None:
    source = (
        "import os\n"
        "print(os.listdir('.'))\n"
        "open('kept', 'w').write('x' * 1000)\n"
        "written = 0\n"
        "try:\n"
        "    while True:\n"
        "        with open('big', 'ab') as stream:\n"
        "            written += stream.write(bytes(65536))\n"
        "except OSError as error:\n"
        "    print(written, error.errno)\n"
    )
    for _ in range(2):
        listed, bound = house.run(source).output.splitlines()
        assert listed == "[]"
        written, number = map(int, bound.split())
        assert 4 * MIB < written <= house.spec.limits.scratch_bytes
        assert number in (27, 28)  # EFBIG, ENOSPC


def test_the_machines_mounts_are_not_changed(house: Jailhouse) -> None:
    before = Path("/proc/self/mountinfo").read_text()
    house.run("1")
    assert Path("/proc/self/mountinfo").read_text() == before
    assert os.path.exists("/tmp")
