"""Facades: the real functions under the allowed names, and nothing else."""

from __future__ import annotations

import gc
import itertools
import math
import sys
import types

import numpy as np
import pytest

from sallyport.sandbox.policy.catalogue import Catalogue
from sallyport.sandbox.policy.facades import Facades
from sallyport.sandbox.policy.objects import danger
from sallyport.sandbox.policy.refusals import FileRefusedError, ImportRefusedError


@pytest.fixture
def facades() -> Facades:
    return Facades(Catalogue())


def test_a_facade_holds_the_very_functions(facades: Facades) -> None:
    assert facades.facade("math").sin is math.sin
    assert facades.facade("numpy").sum is np.sum
    assert facades.facade("numpy").linalg.norm is np.linalg.norm


def test_a_facade_is_a_plain_module_so_that_attribute_caches_work(facades: Facades) -> None:
    for name in ("math", "random", "numpy"):
        assert type(facades.facade(name)) is types.ModuleType
        assert "__getattr__" not in vars(facades.facade(name))


def test_a_facade_has_all_that_a_small_module_has(facades: Facades) -> None:
    for module in (math, itertools):
        public = {name for name in dir(module) if not name.startswith("_")}
        assert public <= vars(facades.facade(module.__name__)).keys()


def test_numpy_keeps_its_public_names(facades: Facades) -> None:
    assert set(np.__all__) - vars(facades.facade("numpy")).keys() <= {
        *("test", "core", "ctypeslib", "f2py", "__array_namespace_info__")
    }


def test_the_collector_can_be_run_and_shows_no_object(facades: Facades) -> None:
    names = vars(facades.facade("gc"))
    assert names["collect"] is gc.collect
    assert not {"get_objects", "get_referrers", "get_referents", "callbacks", "garbage"} & set(
        names
    )
    for value in (gc.get_objects, gc.get_referrers, gc.get_referents, gc.callbacks, gc.garbage):
        assert danger(value)


def test_a_package_that_is_not_installed_is_named_as_python_names_it(facades: Facades) -> None:
    with pytest.raises(ModuleNotFoundError, match="^No module named 'no_such_package'$"):
        facades.facade("no_such_package.inner")


def test_no_facade_made_ready_holds_anything_dangerous() -> None:
    facades = Facades(Catalogue())
    for name in Catalogue().often_used():
        try:
            values = vars(facades.facade(name))
        except ModuleNotFoundError:
            continue
        assert not {each for each, value in values.items() if danger(value)}, name
        modules = set(map(id, sys.modules.values()))
        assert not {
            each
            for each, value in values.items()
            # `typing.io` and its like stand in sys.modules, yet are classes.
            if id(value) in modules and not isinstance(value, type)
        }, name


def test_star_imports_bind_what_they_bind_in_python(facades: Facades) -> None:
    star = facades.facade("math").__all__
    assert set(star) == {name for name in dir(math) if not name.startswith("_")}


def test_submodules_come_when_asked_for_and_only_allowed_ones(facades: Facades) -> None:
    scipy = facades.facade("scipy")
    assert scipy.optimize is facades.facade("scipy.optimize")
    for name in ("io", "_lib", "nothing_like_it"):
        with pytest.raises(AttributeError):
            getattr(scipy, name)


def test_a_denied_name_says_what_to_use_when_called(facades: Facades) -> None:
    with pytest.raises(FileRefusedError, match=r"numpy\.fromfile .*np\.load"):
        facades.facade("numpy").fromfile("x")


def test_a_module_not_on_the_list_is_refused_and_a_missing_one_is_missing(facades: Facades) -> None:
    with pytest.raises(ImportRefusedError):
        facades.facade("subprocess")
    with pytest.raises(ModuleNotFoundError, match="No module named 'not_installed_here'"):
        facades.facade("not_installed_here")


def test_sessions_do_not_share_facades() -> None:
    one, other = Facades(Catalogue()), Facades(Catalogue())
    vars(one.facade("math"))["pi"] = 3
    assert other.facade("math").pi == math.pi
