"""Which modules are on the list."""

from __future__ import annotations

import importlib
import sys

import pytest

from sallyport.sandbox.policy.catalogue import Catalogue, _tables

EXPLICIT = [name for name in _tables().allowed if "*" not in name]


@pytest.mark.parametrize("name", ["math", "numpy.linalg", "scipy.stats", "sympy.ntheory.modular"])
def test_modules_for_computing_are_allowed(name: str) -> None:
    assert Catalogue().entry(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "subprocess",
        "sympy.external.importtools",
        "scipy._lib._util",
        "numpy._core",
    ],
)
def test_modules_that_lead_out_are_refused_by_text_alone(name: str) -> None:
    assert Catalogue().entry(name) is None
    assert Catalogue().refuses(name)


def test_a_module_outside_the_standard_library_waits_until_it_is_found() -> None:
    assert Catalogue().entry("matplotlib") is None
    assert not Catalogue().refuses("matplotlib.pyplot")


def test_an_allowed_prefix_allows_nothing_by_its_letters() -> None:
    assert Catalogue().entry("mathematics") is None
    assert Catalogue().entry("numpy.linalgs") is None


def test_operators_add_and_take_away() -> None:
    catalogue = Catalogue(added=["sqlite3.dump"], removed=["sympy", "random"])
    assert catalogue.entry("sqlite3.dump") is not None
    assert catalogue.entry("sqlite3") is not None
    assert catalogue.entry("sympy.stats") is None
    assert catalogue.refuses("random")


def test_each_refused_module_has_a_hint() -> None:
    assert all(Catalogue().hint(name) for name in _tables().refused)


@pytest.mark.parametrize("name", EXPLICIT)
def test_each_listed_module_exists_where_its_library_does(name: str) -> None:
    top = name.partition(".")[0]
    if top not in sys.stdlib_module_names:
        pytest.importorskip(top)
    entry = Catalogue().entry(name)
    assert entry is not None
    importlib.import_module(entry.source or name)


def test_names_of_the_library_are_listed_as_they_are_spelt() -> None:
    """A misspelt name in `only` would silently be missing."""
    newer = {"QueueShutDown", "create_eager_task_factory", "eager_task_factory", "exception"}
    newer |= {"getLevelNamesMapping", "get_tracemalloc_memory"}
    for name in EXPLICIT:
        entry = Catalogue().entry(name)
        assert entry is not None
        if name.partition(".")[0] not in sys.stdlib_module_names or entry.only is None:
            continue
        module = importlib.import_module(name)
        missing = {each for each in entry.only if not hasattr(module, each)} - newer
        assert missing <= {"*nodes*"}, name
