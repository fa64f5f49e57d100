"""Whatever a program has bound means the same after it was carried, under either policy."""

from __future__ import annotations

import random
from typing import Final

import pytest

from tests.sandbox.interpreter.snapshots.carrying import (
    LIMIT,
    POLICIES,
    in_copy,
    notebook,
    run,
    shows_the_same,
)

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SAME: Final[dict[str, tuple[str, ...]]] = {
    "a_function_sees_later_changes": (
        "x = 1\ndef f(n): return g(n) + x\ndef g(n): return n",
        "def g(n): return 100 * n\nx = 5\nf(2)",
    ),
    "recursion": ("def fact(n): return 1 if n < 2 else n * fact(n - 1)", "fact(20)"),
    "mutual_recursion": (
        "def even(n): return n == 0 or odd(n - 1)\ndef odd(n): return n > 0 and even(n - 1)",
        "even(10), odd(10)",
    ),
    "a_local_function_that_calls_itself": (
        "def make():\n  def inner(n): return n and inner(n - 1)\n  return inner\nh = make()",
        "h(5)",
    ),
    "a_cell_shared_by_two_closures": (
        "def make():\n  n = 0\n  def up():\n    nonlocal n\n    n += 1\n    return n\n"
        "  def now(): return n\n  return up, now\nup, now = make()\nup()",
        "up(), now(), up(), now()",
    ),
    "an_empty_cell": (
        "def make():\n  def late(): return value\n  def fill():\n    nonlocal value\n    value = 3\n"
        "  value = 0\n  del value\n  return late, fill\nlate, fill = make()",
        "fill()\nlate()",
    ),
    "lambdas_defaults_and_attributes": (
        "def f(a, b=[1], *, c={'k': 2}): return a, b, c\nf.note = 'n'\ng = lambda z, f=f: f(z)",
        "g(1), f.note, f.__name__, g.__defaults__[0] is f",
    ),
    "a_decorator": (
        "from functools import wraps\ndef twice(fn):\n  @wraps(fn)\n"
        "  def w(*a): return 2 * fn(*a)\n  return w\n@twice\ndef f(n):\n  'doc'\n  return n",
        "f(4), f.__name__, f.__doc__",
    ),
    "an_unbounded_cache_with_its_results": (
        "from functools import lru_cache\n@lru_cache(maxsize=None)\n"
        "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "for i in range(0, 1500, 300): fib(i)",
        # Uncached it would be deeper than the recursion limit.
        "fib(1600) % 10**9, fib.cache_info().currsize",
    ),
    "a_bounded_cache_and_a_method": (
        "from functools import lru_cache, cached_property\nclass A:\n"
        "  @lru_cache\n  def sq(self, n): return n * n\n"
        "  @cached_property\n  def seven(self): return 7\na = A()\na.sq(3), a.seven",
        "a.sq(4), a.seven, A().seven",
    ),
    "classes_and_instances": (
        "class Base:\n  made = []\n  def __init__(self, v):\n    self.v = v\n    Base.made.append(self)\n"
        "  def who(self): return type(self).__name__, self.v\n"
        "class Child(Base):\n  def who(self): return ('child', *super().who())\n"
        "  @classmethod\n  def of(cls, v): return cls(v)\n  @staticmethod\n  def two(): return 2\n"
        "  @property\n  def twice(self): return 2 * self.v\n"
        "c = Child.of(3)\nd = c",
        "c.who(), c is d, Base.made == [c], c.twice, Child.two(), isinstance(c, Base)",
        "c.v = 4\nd.who(), type(c) is Child, Child(9).who(), len(Base.made)",
    ),
    "slots": (
        "class P:\n  __slots__ = ('a', '__b')\n  def __init__(self): self.a = 1; self.__b = 2\n"
        "  def b(self): return self.__b\np = P()",
        "p.b(), hasattr(p, '__dict__'), P().b()",
        "p.c = 1",
    ),
    "equality_and_hash_that_use_a_later_constant": (
        "class K:\n  def __init__(self, v): self.v = v\n"
        "  def __eq__(self, other): return self.v % MOD == other.v % MOD\n"
        "  def __hash__(self): return hash(self.v % MOD)\nMOD = 7\nseen = {K(3): 'three'}",
        "seen[K(10)], K(4) in seen",
    ),
    "a_subclass_hook_and_a_metaclass": (
        "class Base:\n  names = []\n  def __init_subclass__(cls): Base.names.append(cls.__name__)\n"
        "class A(Base): pass\nclass B(A): pass",
        "Base.names, B.__mro__[1] is A",
        "class C(A): pass\nBase.names",
    ),
    "metaclasses_with_ways_of_their_own": (
        "class Meta(type):\n  seen = []\n  def __new__(m, name, bases, ns, *, tag, extra=0):\n"
        "    cls = super().__new__(m, name, bases, ns)\n    cls.tag = tag\n    m.seen.append(name)\n"
        "    return cls\n  def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)\n"
        "  def __len__(cls): return len(cls.tag)\nclass A(metaclass=Meta, tag='abc'):\n"
        "  def __init_subclass__(cls, /, extra=None, **kw): super().__init_subclass__()\n"
        "class B(A, tag='de', extra=1): pass",
        "Meta.seen, len(A), B.tag, type(B) is Meta",
        "class C(B, tag='f'): pass\nMeta.seen, C.__mro__[:-1]",
    ),
    "abstract_classes_and_protocols": (
        "from abc import ABC, abstractmethod\nfrom typing import Protocol, runtime_checkable\n"
        "class Shape(ABC):\n  @abstractmethod\n  def area(self): ...\n"
        "class Square(Shape):\n  def __init__(self, a): self.a = a\n  def area(self): return self.a ** 2\n"
        "Shape.register(list)\n@runtime_checkable\nclass HasArea(Protocol):\n  def area(self): ...\n"
        "s = Square(3)\ndef make():\n  class Local: pass\n  return Local\nlocal = make()()",
        "s.area(), isinstance([], Shape), isinstance(s, HasArea), type(local).__qualname__",
        "Shape()",
    ),
    "dataclasses": (
        "from dataclasses import dataclass, field, fields, replace, asdict\n@dataclass(order=True)\n"
        "class P:\n  x: int\n  y: list = field(default_factory=list)\np = P(1)\n"
        "@dataclass(frozen=True, slots=True)\nclass Q:\n  a: int = 3\nq = Q()",
        "P(1) == p, P(1).y is p.y, replace(p, x=4), asdict(p), sorted([P(3), P(2)])",
        # Wrong when the library's mark for `no default` is only a copy of it.
        "@dataclass\nclass R(P):\n  z: int = 5\nR(1), hash(q) == hash(Q(3))",
        "q.a = 4",
        "P()",
    ),
    "named_tuples_and_enums": (
        "from collections import namedtuple\nfrom typing import NamedTuple\nfrom enum import Enum, Flag, auto\n"
        "Pt = namedtuple('Pt', 'x y')\npt = Pt(1, 2)\n"
        "class Tri(NamedTuple):\n  a: int\n  b: int = 3\n  def area(self): return self.a * self.b\n"
        "t = Tri(2)\n"
        "class Color(Enum):\n  RED = 1\n  BLUE = 2\n  def shout(self): return self.name + '!'\n"
        "class Mode(Flag):\n  R = auto()\n  W = auto()\nc = Color.RED\nm = Mode.R | Mode.W",
        "pt._replace(x=5), t.area(), Tri(1, 1), t == Tri(2, 3)",
        "c is Color.RED, Color['BLUE'].shout(), Color(1) is c, m, Mode.R in m",
    ),
    "library_classes_with_an_init_or_new_of_ones_own": (
        "from collections import OrderedDict, defaultdict, deque\nfrom fractions import Fraction\n"
        "class LRU(OrderedDict):\n  def __init__(self, cap):\n    super().__init__()\n    self.cap = cap\n"
        "lru = LRU(2); lru['a'] = 1\n"
        "class Z(tuple):\n  def __new__(cls, re, im): return super().__new__(cls, (re, im))\nz = Z(3, 4)\n"
        "class M(int):\n  def __new__(cls, v, mod):\n    self = super().__new__(cls, v % mod)\n"
        "    self.mod = mod\n    return self\nm = M(10, 7)\n"
        "class Only:\n  _one = None\n  def __new__(cls, why):\n    if cls._one is None: cls._one = super().__new__(cls)\n"
        "    return cls._one\no = Only('x')\n"
        "class D(defaultdict):\n  def __init__(self): super().__init__(list)\nd = D(); d[1].append(2)",
        "lru, lru.cap, z[0], len(z), m + 1, m.mod, o is Only('y'), d, d[5]",
    ),
    "exceptions": (
        "class Bad(Exception):\n  def __init__(self, code, why):\n    super().__init__(f'{code}: {why}')\n"
        "    self.code = code\n"
        "try:\n  try: 1 / 0\n  except ZeroDivisionError as e: raise Bad(7, 'no') from e\n"
        "except Bad as error: kept = error",
        "repr(kept), kept.code, repr(kept.__cause__), isinstance(kept, Bad)",
    ),
    "what_is_shared_stays_shared": (
        "a = [1]\nb = {'a': a, 'again': a}\nloop = []; loop.append(loop)\nt = (a, b)",
        "a.append(2)\nb, b['again'] is a, t[0] is a, loop[0] is loop",
    ),
    "views_matches_iterators_and_streams": (
        "import re, sys, io, itertools\nd = {1: 2}\nks, vs, its = d.keys(), d.values(), d.items()\n"
        "m = re.search(r'(\\d+)-(?P<w>\\w+)', 'ab 12-xy 34-z')\n"
        "ms = list(re.finditer(r'\\d+', '1 22 333'))\n"
        "it = iter([1, 2, 3]); next(it)\nz = zip('abc', it)\nout = sys.stdout\n"
        "buf = io.StringIO(); buf.write('x')\nwith io.StringIO('q') as gone: pass",
        "d[5] = 6\nlist(ks), list(vs), list(its)",
        "m.group(1), m['w'], m.span(), ms[2].group(), list(z), gone.closed",
        "buf.write('y')\nprint(buf.getvalue(), file=out)",
    ),
    "typing_and_generics": (
        "from typing import Generic, TypeVar, NewType, Optional, TypedDict, Protocol\n"
        "T = TypeVar('T')\nId = NewType('Id', int)\nclass Box(Generic[T]):\n"
        "  def __init__(self, x: T): self.x = x\nclass Row(TypedDict):\n  a: int\nb = Box[int](3)",
        "b.x, Id(4), Box(5).x, isinstance(b, Box), Row(a=1), Optional[T]",
    ),
    "modules_and_names_from_them": (
        "import math, random, collections.abc, os.path as osp\nfrom random import randint\n"
        "from math import sqrt as root\nimport itertools as it",
        "root(9), next(it.count(3)), isinstance([], collections.abc.Sequence), osp.join('a', 'b')",
        # Of one generator: the function must not have been carried away from its module's.
        "random.seed(3); a = random.randint(0, 10**9); random.seed(3); a == randint(0, 10**9)",
    ),
    "a_namespace_of_ones_own": (
        "ns = {'k': 3}\nexec('def inner(n): return n * k', ns)\ninner = ns['inner']",
        "ns['k'] = 10\ninner(2)",
        "ns['inner'] is inner, eval('inner(3)', ns)",
    ),
    "deleted_and_rebound_names": (
        "np = 5\ndel pd",
        "np",
        "pd",
        "list(globals())[-1]",
    ),
}
"""Cells, and probes that show the same in the original and in a copy."""


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("case", SAME)
def test_it_means_the_same_in_the_copy(policy: str, case: str) -> None:
    if policy == "restricted" and case == "modules_and_names_from_them":
        cells, *probes = (text.replace(", os.path as osp", "") for text in SAME[case])
        probes[0] = probes[0].rpartition(", osp")[0]
    else:
        cells, *probes = SAME[case]
    shown = shows_the_same(policy, cells, *probes)
    assert len(shown) == len(probes)


NUMERIC: Final[dict[str, tuple[str, ...]]] = {
    "arrays_and_their_views": (
        "M = np.arange(12.0).reshape(3, 4)\nrow, column, back = M[1], M[:, 2], M[::-1, ::-1]\n"
        "for last in M: pass\nF = np.asfortranarray(np.eye(3)); f = F[:, 1]\n"
        "s = np.array([(1, 2.5)], dtype=[('a', int), ('b', float)]); o = np.array([{}, None])",
        "row += 100; back[0, 0] = -1; f[0] = 9\nM, last, column, F, s['b'], o",
    ),
    "frames": (
        "df = pd.DataFrame({'a': [1, 2, 3], 'b': list('xyz')}, index=[5, 6, 7])\n"
        "g = df.groupby('b')\ns = df.a.rolling(2).mean()",
        "df['c'] = df.a * 2\ndf, g.a.sum().to_dict(), s.tolist()",
    ),
    "sympy": (
        "import sympy\nfrom sympy import *\nx, y = symbols('x y', real=True)\nF = Function('F')\n"
        "e = Eq(F(x).diff(x), F(x))\nL = lambdify((x, y), sin(x) + y)\nd = Dummy('t')\n"
        "M = Matrix([[x, 1], [2, y]])\nS = FiniteSet(1, x)\nn = Wild('n')",
        "dsolve(e, F(x)), F(x) == Function('F')(x), L(0.0, 2.0), M.det(), S, (2*x).match(n*x)",
        "Dummy('t') == d, solve(x**2 - 2, x), integrate(exp(-x**2), (x, -oo, oo)), pi is sympy.pi",
    ),
    "mpmath_with_its_precision": (
        "from mpmath import mp, mpf, quad, pi as circle\nmp.dps = 50\nthird = mpf(1) / 3",
        "mp.dps, third, +circle, quad(lambda t: t**2, [0, 1]), mp.sqrt(2)",
    ),
    "functions_of_libraries": (
        "from scipy.stats import norm, binom\nfrom scipy.optimize import brentq\n"
        "from numpy.linalg import norm as size\nimport scipy.special as sp\nfrozen = norm(1, 2)\n"
        "v = np.vectorize(lambda t: t + 1)\np = np.polynomial.Polynomial([1, 2])\ngamma = sp.gamma",
        "norm.cdf(0.3), frozen.mean(), brentq(lambda t: t*t - 2, 0, 2), size([3, 4]), v([1, 2])",
        "p(2), gamma(5), binom.pmf(1, 2, 0.5)",
    ),
    "settings": (
        "import decimal, sys, warnings\ndecimal.getcontext().prec = 40\nsys.setrecursionlimit(5000)\n"
        "sys.set_int_max_str_digits(0)\nwarnings.filterwarnings('ignore')\n"
        "np.set_printoptions(precision=2)\npd.set_option('display.precision', 1)\nnp.seterr(all='raise')",
        "decimal.Decimal(1) / 3, sys.getrecursionlimit(), len(str(10**6000)), np.array([1/3])",
        "warnings.warn('unheard')\npd.Series([1/3])",
        "np.array([1.0]) / 0",
    ),
    "random_numbers": (
        "import random\nrandom.seed(1); np.random.seed(2)\nrng = np.random.default_rng(3)\n"
        "mine = random.Random(4)\nfrom numpy.random import rand\nrandom.random(), rng.random(), rand()",
        "random.random(), random.gauss(0, 1), np.random.rand(), rand(), rng.random(), mine.random()",
        "random.shuffle(a := list(range(9))); a, rng.integers(9, size=3)",
    ),
}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("case", NUMERIC)
def test_it_computes_the_same_in_the_copy(policy: str, case: str) -> None:
    shows_the_same(policy, *NUMERIC[case])


@pytest.mark.parametrize("policy", POLICIES)
def test_tracebacks_show_the_lines_of_cells_from_before(policy: str) -> None:
    cells = ("def f(n):\n    return 1 / n", "pass")
    data, _ = notebook(policy, *cells).snapshot(LIMIT)
    (shown,) = in_copy(data, policy, "f(0)")
    assert 'File "<cell 3>", line 1, in <module>' in shown
    assert 'File "<cell 1>", line 2, in f\n    return 1 / n\n' in shown


@pytest.mark.parametrize("policy", POLICIES)
def test_a_seed_makes_the_copys_numbers_its_own(policy: str) -> None:
    original = notebook(policy, "import random\nrandom.seed(1); np.random.seed(1)")
    data, _ = original.snapshot(LIMIT)
    draw = "random.random(), np.random.rand()"
    first, second, again = (in_copy(data, policy, draw, seed=seed) for seed in (1, 2, 1))
    assert first == again
    assert len({*first, *second, run(original, draw)}) == 3


@pytest.mark.parametrize("policy", POLICIES)
def test_the_original_is_as_before(policy: str) -> None:
    original = notebook(
        policy,
        "import random\nrandom.seed(1)\nit = iter([1, 2, 3])\nlog = []\n"
        "class A:\n  def __getstate__(self):\n    log.append('asked')\n    return {}\na = A()",
    )
    _, left_out = original.snapshot(LIMIT)
    assert left_out == {}
    assert run(original, "next(it), log") == "(1, [])"
    assert run(original, "random.random()") == str(random.Random(1).random())
