"""Stand-ins: for ordinary arguments the library's own behaviour, for the rest a refusal."""

from __future__ import annotations

import operator
import sys

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from sallyport.sandbox.policy.standins.attributes import attrgetter
from tests.sandbox.policy.cells import Session


def test_getters_for_ordinary_names_are_pythons_own() -> None:
    assert type(attrgetter("x")) is operator.attrgetter
    assert type(attrgetter("x.y", "_z")) is operator.attrgetter


def test_wrappers_copy_what_wraps_copies(session: Session) -> None:
    session.run(
        "import functools\n"
        "def f(): 'doc'\nf.tag = 1\n"
        "@functools.wraps(f)\ndef g(): pass\n"
        "class C:\n    def __init__(self): functools.update_wrapper(self, f)\n"
    )
    assert session.value("(g.__name__, g.__doc__, g.tag, g.__wrapped__ is f)") == (
        "f",
        "doc",
        1,
        True,
    )
    assert session.value("(C().__name__, C().tag)") == ("f", 1)


def test_type_hints_are_read_in_the_programs_namespace(session: Session) -> None:
    session.run(
        "import typing\nclass Node:\n    next: 'typing.Optional[Node]'\n"
        "def f(x: 'int', y: 'Node') -> 'list[int]': ...\n"
    )
    assert session.value("typing.get_type_hints(f)['y'] is Node")
    assert session.value("typing.get_type_hints(Node)['next']") is not None


@pytest.mark.parametrize(
    "source",
    [
        "import functools\nfunctools.wraps(print, assigned=('__self__',))(lambda: 0)",
        "import typing\ndef f(x: 'f.__globals__'): ...\ntyping.get_type_hints(f)",
        (
            "from __future__ import annotations\nimport typing\n"
            "def f(x: 'f.__globals__'): ...\ntyping.get_type_hints(f)"
        ),
        "import typing\ndef f(x: list['f.__globals__']): ...\ntyping.get_type_hints(f)",
        (
            "import functools\n@functools.singledispatch\ndef f(x): ...\n"
            "@f.register\ndef _(x: 'f.__globals__'): ..."
        ),
        "import timeit\ntimeit.timeit('import subprocess')",
        "import timeit\ntimeit.timeit('x = 1', 'x.__globals__')",
        "import logging\nlogging.Formatter('{x.__class__}', style='{')",
        "pd.set_option('plotting.backend', 'x')",
    ],
)
def test_the_rest_is_refused(session: Session, source: str) -> None:
    with pytest.raises(PolicyError):
        session.run(source)


def test_sys_shows_its_facts_and_the_streams_of_the_moment(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    session.run("import sys\nsys.stdout.write('o')\nprint('e', file=sys.stderr)\nm = sys.maxsize")
    assert capsys.readouterr() == ("o", "e\n")
    assert session.names["m"] == sys.maxsize
    for name in ("modules", "settrace", "_getframe", "addaudithook", "meta_path", "executable"):
        with pytest.raises(AttributeError):
            session.value(f"getattr(sys, {name!r})")


def test_the_recursion_limit_is_bounded(session: Session) -> None:
    before = sys.getrecursionlimit()
    try:
        session.run("import sys\nsys.setrecursionlimit(10**9)\nn = sys.getrecursionlimit()")
    finally:
        sys.setrecursionlimit(before)
    assert session.names["n"] == 1_000_000


def test_timeit_runs_text_and_functions(session: Session) -> None:
    session.run(
        "import timeit\nn = []\ntimeit.timeit('n.append(1)', globals=globals(), number=3)\n"
        "timeit.timeit(lambda: n.append(2), number=2)\n"
        "timeit.Timer('x + 1', 'x = 1').repeat(2, 1)\n"
    )
    assert session.names["n"] == [1, 1, 1, 2, 2]
