"""The policy as the interpreter meets it."""

from __future__ import annotations

import builtins

import pytest

from sallyport.sandbox.interpreter import CellLimits, Interpreter
from sallyport.sandbox.interpreter.policy_seam import Policy
from sallyport.sandbox.policy import PolicySettings, restricted_policy
from tests.sandbox.policy.cells import Session


def test_it_fulfils_the_contract() -> None:
    policy: Policy = restricted_policy()
    assert policy.name == "restricted"
    assert set(policy.bound_names()) == {"np", "numpy", "scipy", "pd", "pandas"}
    assert policy.builtins() is policy.builtins()


def test_built_ins_are_pythons_but_for_the_guarded() -> None:
    names = restricted_policy().builtins()
    real = vars(builtins)
    differing = {name for name in real if names.get(name) is not real[name]}
    kept = {"print", "len", "type", "super", "isinstance", "globals", "locals", "input"}
    assert not kept & differing
    assert {"open", "eval", "exec", "compile", "getattr", "hasattr", "setattr"} <= differing
    assert "__import__" in differing


def test_sessions_do_not_share_built_ins() -> None:
    one, other = Session(), Session()
    one.run("globals()['__builtins__']['len'] = None")
    assert other.value("len('ab')") == 2


def test_what_a_cell_put_among_the_built_ins_is_gone_in_the_next() -> None:
    session = Session()
    session.run("globals()['__builtins__']['__import__'] = lambda *a: 1")
    session.run("import math\npi = math.pi")
    assert session.names["pi"] > 3


def test_settings_change_the_list_of_modules() -> None:
    session = Session(PolicySettings(modules=("wave",), without=("random",)))
    session.run("import wave")
    with pytest.raises(Exception, match="random"):
        session.run("import random")


def test_a_refused_cell_is_rejected_before_a_line_of_it_ran() -> None:
    interpreter = Interpreter(limits=CellLimits(), policy=restricted_policy())
    done = interpreter.run("print('ran')\nimport subprocess\n")
    assert (done.status, done.stdout, done.success) == ("rejected", "", False)
    assert done.error_message is not None
    assert "subprocess" in done.error_message
    assert interpreter.run("print('next')").stdout == "next\n"


def test_a_refusal_at_run_time_is_an_error_of_the_cell() -> None:
    interpreter = Interpreter(limits=CellLimits(), policy=restricted_policy())
    done = interpreter.run("print('ran')\nnp.fromfile('x')\n")
    assert (done.status, done.stdout) == ("error", "ran\n")
    assert "np.load" in (done.error_message or "")


def test_state_of_cells_is_one_namespace() -> None:
    interpreter = Interpreter(limits=CellLimits(), policy=restricted_policy())
    interpreter.run("def f(n): return g(n) + 1\n")
    interpreter.run("def g(n): return n * 2\n")
    assert interpreter.run("f(4)").result == "9"
