"""Classes and class patterns, looked at when they exist."""

from __future__ import annotations

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from tests.sandbox.policy.cells import Session


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    locals()['__reduce__'] = 1",
        "class A:\n    exec(\"locals()['__array_interface__'] = 1\")",
        "type('A', (), {'__array_' + 'interface__': 1})",
        "class A:\n    __match_args__ = ('gi_frame',)",
        "class G(ExceptionGroup):\n    def split(self, x): return 1, 2, 3",
        "from dataclasses import make_dataclass\nmake_dataclass('A', ['gi_frame'])",
        "from dataclasses import make_dataclass\nmake_dataclass('A', [], namespace={'__reduce__': 1})",
        (
            "from dataclasses import dataclass\nclass A: pass\n"
            "A.__annotations__ = {'x = 1, y': int}\ndataclass(A)"
        ),
    ],
)
def test_a_class_is_refused_for_what_it_holds_however_it_came_there(
    session: Session, source: str
) -> None:
    with pytest.raises(PolicyError):
        session.run(source)


def test_positional_patterns_read_only_what_code_may(session: Session) -> None:
    session.run(
        "class M(type):\n    def __instancecheck__(c, x): return True\n"
        "class A(metaclass=M): pass\n"
        "type.__setattr__(A, '__match_args__', ('gi_code',))\n"
    )
    with pytest.raises(PolicyError, match="pattern"):
        session.run("match (x for x in ()):\n    case A(c): pass")


def test_a_class_of_a_case_that_is_not_reached_need_not_exist(session: Session) -> None:
    source = "match 1:\n    case int(x): r = x\n    case Missing(y): r = 2\n"
    assert session.run(source)["r"] == 1
    with pytest.raises(NameError):
        session.run(source.replace("match 1", "match 'a'"))


def test_library_made_classes_pass(session: Session) -> None:
    session.run(
        "import enum, typing, collections, abc, dataclasses\n"
        "class C(enum.IntFlag): A = 1\n"
        "class D(str, enum.Enum): A = 'a'\n"
        "class N(typing.NamedTuple): x: int\n"
        "class T(typing.TypedDict): x: int\n"
        "class P(typing.Protocol): x: int\n"
        "@dataclasses.dataclass(slots=True, frozen=True, order=True)\nclass S: x: int\n"
    )


def test_a_metaclass_that_makes_no_class_is_let_be(session: Session) -> None:
    assert session.run("class A(metaclass=lambda n, b, d: 5): pass")["A"] == 5
