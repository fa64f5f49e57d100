"""Guards that look at the object: what a program owns is its own, what leads out is refused."""

from __future__ import annotations

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from sallyport.sandbox.policy.refusals import AttributeRefusedError
from tests.sandbox.policy.cells import Session

OWN = {
    "(lambda a, b=2: a).__defaults__": (2,),
    "(lambda a, b: a).__code__.co_varnames": ("a", "b"),
    "(lambda: A).__name__": "<lambda>",
    "A.__mro__[0] is A and A.mro()[-1] is object": True,
    "[c.__name__ for c in A.__subclasses__()]": ["B"],
    "B.__bases__[0] is A": True,
    "A(1).__dict__": {"x": 1},
    "vars(A(1))": {"x": 1},
    "sorted(k for k in vars(A) if k[0] != '_')": ["format", "go", "k"],
    "getattr(A(3), 'x')": 3,
    "getattr(A(3), 'nothing', 4)": 4,
    "object.__getattribute__(A(5), 'x')": 5,
    "A(6).go.__self__.x": 6,
    "A.go.__func__ if hasattr(A.go, '__func__') else 7": 7,
    "getattr('{}', 'format')(8)": "8",
    "str.format('{0.imag}', 9j)": "9.0",
    "'{}'.join('ab').format('-')": "a-b",
    "[].append.__self__": [],
    "A(1).format(2)": 3,
}
CLASSES = """
class A:
    k = 1
    def __init__(self, x): self.x = x
    def go(self): return self
    def format(self, y): return self.x + y
class B(A): pass
"""


@pytest.mark.parametrize("expression", OWN)
def test_what_is_the_programs_own_is_as_in_python(session: Session, expression: str) -> None:
    session.run(CLASSES)
    assert session.value(expression) == OWN[expression]


@pytest.mark.parametrize(
    "expression",
    [
        "print.__self__",
        "int.__subclasses__()",
        "int.mro()",
        "type.__dict__",
        "vars(int)",
        "np.zeros(1).ctypes",
        "getattr(np.zeros(1), 'tofile')",
        "getattr((x for x in ()), 'gi_frame')",
        "object.__getattribute__(lambda: 0, '__globals__')",
        "type.__getattribute__(int, '__subclasses__')",
        "pd.DataFrame.__getattr__(pd.DataFrame(), '__reduce__')",
        "len.__call__.__self__.__self__",
    ],
)
def test_what_leads_out_is_refused_by_object(session: Session, expression: str) -> None:
    with pytest.raises(AttributeRefusedError):
        session.value(expression)


def test_a_subclass_of_str_cannot_lie_about_the_name(session: Session) -> None:
    session.run("class S(str):\n def __eq__(s, o): return False\n def __hash__(s): return 0\n")
    with pytest.raises(AttributeRefusedError):
        session.value("getattr(print, S('__self__'))")


def test_a_refused_attribute_is_an_attribute_error(session: Session) -> None:
    source = "try: print.__self__\nexcept AttributeError as e: r = e.rule"
    assert session.run(source)["r"] == "attribute"


def test_wrong_calls_fail_as_the_built_ins_do(session: Session) -> None:
    for call in ("getattr(1)", "getattr(1, 2)", "setattr(1, 2, 3)", "vars(1)", "vars(1, 2)"):
        with pytest.raises(TypeError):
            session.value(call)


STORES = {
    "A.__repr__ = lambda self: 'r'": "repr(A(1)) == 'r'",
    "A.k = 5": "A.k == 5",
    "a = A(1); a.__class__ = B": "type(a) is B",
    "f = lambda: 1; f.__name__ = 'g'; f.__doc__ = 'd'": "f.__name__ == 'g'",
    "a = A(1); setattr(a, 'z', 2); delattr(a, 'z')": "not hasattr(a, 'z')",
    "a = A(1); object.__setattr__(a, 'x', 7)": "a.x == 7",
    "import sys, io; keep = sys.stdout; sys.stdout = b = io.StringIO(); sys.stdout = keep": "True",
    "from mpmath import mp; mp.dps = 20": "mp.dps == 20",
    "import decimal; decimal.getcontext().prec = 28": "True",
}


@pytest.mark.parametrize("source", STORES)
def test_a_program_may_bind_attributes_of_its_own_things(session: Session, source: str) -> None:
    session.run(CLASSES)
    session.run(source)
    assert session.value(STORES[source])


@pytest.mark.parametrize(
    "source",
    [
        "import math; math.pi = 3",
        "import math; math.pi += 3",
        "import math; del math.pi",
        "import math; setattr(math, 'pi', 3)",
        "import math as m; q = m; q.pi = 3",
        "np.linalg.norm = 3",
        "pd.DataFrame.sum = 3",
        "C = pd.DataFrame; C.sum = 3",
        "f = pd.DataFrame; f.sum = lambda self: 3",
        "type.__setattr__(pd.DataFrame, 'sum', 3)",
        "setattr(pd.DataFrame, 'sum', 3)",
        "delattr(pd.DataFrame, 'sum')",
        "import textwrap; textwrap.fill.__defaults__ = ()",
        "(lambda: 0).__code__ = 1",
        "class A: pass\nA.__array_interface__ = 1",
        "class A: pass\nsetattr(A, '__reduce__', 1)",
        "class A: pass\nA.__class__ = 1",
        "import sys; sys.maxsize = 1",
    ],
)
def test_a_program_may_not_change_what_it_shares(session: Session, source: str) -> None:
    with pytest.raises(PolicyError):
        session.run(source)
