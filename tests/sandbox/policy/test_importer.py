"""Imports by programs, statements and functions alike."""

from __future__ import annotations

import math
import sys

import pytest

from sallyport.sandbox.policy.refusals import ImportRefusedError
from tests.sandbox.policy.cells import Session


def test_each_form_of_import_gives_a_facade(session: Session) -> None:
    session.run("import numpy.linalg, numpy.fft as f, math as m\nfrom numpy import linalg as l\n")
    assert session.names["l"] is session.names["numpy"].linalg
    assert session.names["f"] is session.names["numpy"].fft
    assert session.names["m"] is not math
    assert session.names["m"].sin is math.sin


def test_importlib_gives_the_same_facades(session: Session) -> None:
    session.run("import importlib, json\nj = importlib.import_module('json')")
    assert session.names["j"] is session.names["json"]


@pytest.mark.parametrize(
    "source",
    [
        "__import__('subprocess')",
        "__import__('numpy', fromlist=('_core',))",
        "__import__('numpy', fromlist=['lib', 'ctypeslib'])",
        "__import__('path', {'__package__': 'os'}, {}, ('join',), 1)",
        "from statistics import sys",
        "from numpy import ctypeslib",
    ],
)
def test_what_is_not_on_the_list_is_refused_when_run(session: Session, source: str) -> None:
    with pytest.raises(ImportRefusedError):
        session.run(source)


def test_a_name_that_a_module_does_not_have_is_pythons_error(session: Session) -> None:
    with pytest.raises(
        ImportError, match="cannot import name 'nothing_here' from 'math'"
    ) as caught:
        session.run("from math import nothing_here")
    assert caught.value.__context__ is None


def test_a_missing_name_never_falls_back_to_the_real_submodule(session: Session) -> None:
    # CPython looks `json.decoder` up in sys.modules when the attribute is gone.
    session.run("import json")
    vars(session.names["json"]).pop("decoder")
    session.run("from json import decoder")
    assert session.names["decoder"] is not sys.modules["json.decoder"]


def test_c_code_may_import_its_helpers_and_the_program_gets_none(session: Session) -> None:
    day = "import datetime\nd = datetime.datetime.strptime('2024-02-03', '%Y-%m-%d').day"
    assert session.run(day)["d"] == 3
    assert session.value("__import__('subprocess', globals(), globals(), [], 0)") is None


def test_the_refusal_names_the_module_and_the_remedy(session: Session) -> None:
    with pytest.raises(ImportRefusedError, match=r"'pickle'.*\[rule: import\].*json"):
        session.run("name = 'pickle'\n__import__(name)")
