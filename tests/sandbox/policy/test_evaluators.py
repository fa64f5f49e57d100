"""What evaluates text within the allowed libraries: all of it is known, none hands out built-ins.

`eval` and `exec` add `__builtins__` to a namespace that has none, and take the real ones of the
function that calls them. So each place in the libraries that calls one is found by reading them.
"""

from __future__ import annotations

import ast
import builtins
import sys
from pathlib import Path

import pytest

from sallyport.sandbox.policy import restricted_policy
from sallyport.sandbox.policy.catalogue import Catalogue
from tests.sandbox.policy.cells import Session

SHADOWED = "its names eval and exec are the policy's, see libraries.py"
STANDIN = "programs get a stand-in"
OWN = "the namespace is made for this one text, and dropped or kept by the library"
NO_TEXT = "no text of a program's comes there"
UNSEEN = "no program gets at it"
KNOWN = {
    "sympy.parsing.sympy_parser": SHADOWED,
    "sympy.utilities.lambdify": SHADOWED,
    "mpmath.identification": SHADOWED,
    "scipy.stats._distn_infrastructure": SHADOWED,
    "sympy.physics.secondquant": SHADOWED,
    "typing": STANDIN,
    "typing_extensions": STANDIN,
    "timeit": STANDIN,
    "inspect": STANDIN,
    "dataclasses": "the namespace is that of the class's module: the cells' own, with theirs",
    "collections": OWN,
    "scipy._lib._bunch": OWN,
    "sympy.polys.monomials": OWN,
    "mpmath.libmp.backend": NO_TEXT,
    "scipy.optimize._nonlin": NO_TEXT,
    "scipy._lib.array_api_compat._internal": NO_TEXT,
    "sympy": NO_TEXT,
    "sympy.polys.polyconfig": NO_TEXT,
    "sympy.polys.ring_series": "of the ring's own generators, by their names",
    "sympy.external.importtools": UNSEEN,
    "numpy.testing._private.utils": UNSEEN,
    "numpy.f2py.auxfuncs": UNSEEN,
    "numpy.f2py.crackfortran": UNSEEN,
    "numpy.f2py.capi_maps": UNSEEN,
    "gettext": UNSEEN,
    "logging.config": UNSEEN,
    "importlib._bootstrap": UNSEEN,
    "sympy.abc": NO_TEXT,
    "unittest.mock": OWN,
    "pandas.core.computation.ops": "pandas' own eval, whose text is checked",
}


def _evaluates(file: Path) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"})
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in {"eval", "exec"}
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "builtins"
            )
        )
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )


def _is_of_an_allowed_library(name: str) -> bool:
    return Catalogue().entry(name.partition(".")[0]) is not None


@pytest.mark.slow
def test_every_evaluator_in_the_allowed_libraries_is_known() -> None:
    restricted_policy()
    found = {
        name
        for name, module in list(sys.modules.items())
        if _is_of_an_allowed_library(name)
        and (file := getattr(module, "__file__", None))
        and file.endswith(".py")
        and _evaluates(Path(file))
    }
    assert {"typing", "sympy.parsing.sympy_parser", "dataclasses"} <= found
    assert found <= KNOWN.keys()


GIVEN = [
    "typing.get_type_hints(C, globalns=ns)",
    "typing.get_type_hints(C, ns, {})",
    "typing.get_type_hints(f, ns)",
    "typing_extensions.get_type_hints(C, globalns=ns)",
    "sympy.parse_expr('x + 1', local_dict={'x': x}, global_dict=ns)",
    "sympy.parse_expr('x + 1', ns)",
    "sympy.sympify('x + 1', locals=ns)",
    "sympy.lambdify(x, x + 1, modules=[ns, 'math'])(1)",
    "sympy.lambdify(x, x + 1, modules=ns)(1)",
    "pd.eval('1 + 1', local_dict=ns)",
    "pd.eval('1 + 1', global_dict=ns)",
    "pd.DataFrame({'a': [1]}).query('a > 0', local_dict=ns)",
    "pd.DataFrame({'a': [1]}).eval('a + 1', local_dict=ns, global_dict=ns)",
    "timeit.timeit('1', number=1, globals=ns)",
    "timeit.Timer('1', globals=ns).timeit(1)",
    "exec('y = 1', ns)",
    "eval('1', ns)",
    "eval(compile('1', 'x', 'eval'), ns)",
    "dataclasses.make_dataclass('D', [('a', 'int')], namespace=ns)",
    "enum.Enum('E', ns or {'A': 1})",
    "type('T', (), ns)",
    "collections.namedtuple('P', 'a b', module='m')",
    "functools.singledispatch(f).register(f)",
    "inspect.signature(f)",
    "mpmath.identify(0.5, ns or ['pi'])",
    "string.Template('$x').safe_substitute(ns)",
]


@pytest.mark.parametrize("call", GIVEN)
def test_no_evaluator_gives_a_program_the_real_built_ins(session: Session, call: str) -> None:
    session.run(
        "import collections, dataclasses, enum, functools, inspect, mpmath, string, sympy, timeit\n"
        "import typing, typing_extensions\n"
        "x = sympy.symbols('x')\n"
        "class C:\n    a: 'int'\n"
        "def f(a: 'int') -> 'str': return 'f'\n"
        "ns = {}\n"
        "if 'global_dict=ns' in CALL and 'parse' in CALL:\n"
        "    exec('from sympy import *', ns)\n    del ns['__builtins__']\n".replace(
            "CALL", repr(call)
        )
    )
    try:
        session.run(f"made = {call}")
    except Exception as error:  # noqa: BLE001  # what the library does not take, it gave nothing for
        assert not isinstance(error, NameError | SyntaxError)
    given = session.names["ns"].get("__builtins__")
    assert given is None or given is session.policy.builtins()
    assert given is not vars(builtins)


def test_a_function_made_while_text_is_evaluated_sees_the_sessions_own(session: Session) -> None:
    session.run(
        "import sympy\nns, seen = {}, []\n"
        "exec('from sympy import *', ns)\ndel ns['__builtins__']\n"
        "def look(v):\n    seen.append(ns.get('__builtins__'))\n    return v\n"
        "sympy.parse_expr('look(1)', local_dict={'look': look}, global_dict=ns)"
    )
    assert all(each is session.policy.builtins() for each in session.names["seen"])
    assert session.names["seen"]
