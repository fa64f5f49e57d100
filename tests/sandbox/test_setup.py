from __future__ import annotations

import pickle
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.jail import JailSpec, Limits
from sallyport.sandbox.setup import EnvironmentSetup, WardenStart, ZygoteSetup

NAMES = st.text(max_size=20)
OPTIONS = st.dictionaries(NAMES, st.none() | st.booleans() | st.integers(0, 2**50) | NAMES)
ENVIRONMENTS = st.builds(EnvironmentSetup, NAMES, NAMES, st.none() | NAMES, OPTIONS)


@given(st.lists(ENVIRONMENTS, max_size=3), NAMES, st.sampled_from(["namespaces", "none"]))
def test_a_zygotes_setup_survives_the_way_through_its_command_line(
    environments: list[EnvironmentSetup], folder: str, level: str
) -> None:
    jail = msgspec.convert({"level": level, "limits": Limits(tasks=9)}, JailSpec)
    setup = ZygoteSetup(tuple(environments), folder, jail)
    # As the zygote puts it there: Python's text for the JSON text.
    written = repr(msgspec.json.encode(setup).decode())
    read: str = eval(written)
    assert msgspec.json.decode(read, type=ZygoteSetup) == setup


def test_a_start_survives_the_way_to_the_fork_server() -> None:
    start = WardenStart("served", 3, 1 << 20, checkpoints=True)
    # Inward only, to a child of our own: see sandbox/zygote.
    again = pickle.loads(pickle.dumps(start))
    assert vars(again) == vars(start)


@pytest.mark.slow
def test_the_front_door_loads_nothing_that_only_workers_need() -> None:
    program = (
        "import sys, sallyport.sandbox.setup\n"
        "print([name for name in sys.modules if name.endswith(('.worker', '.warden', '.preload'))"
        " and name.startswith('sallyport.sandbox.') and '.jail.' not in name])\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\nFalse\n"
