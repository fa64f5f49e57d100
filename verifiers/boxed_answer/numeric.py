"""Values to sixty digits, for expressions that have no exact form here; bounded everywhere.

Variables take a few fixed values, real and whole, of both signs. Two expressions that agree to
forty digits at all of them are the same; that differ at all of them are not; else it is left open.
"""

from __future__ import annotations

import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import mpmath  # type: ignore[import-untyped]  # it ships no types; only this module imports it

from .limits import MAX_FACTORIAL, MAX_MAGNITUDE, NUMERIC_AGREEMENT, NUMERIC_DIGITS
from .nodes import Node, NoValueError, Num, Op, Sym, operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Number: TypeAlias = Any
"""A real or complex number of the arithmetic below."""

_MAX_STEPS: Final = 3_000
"""Operations in one comparison, over all sample points; about thirty microseconds each."""

_MAX_ANGLE: Final = 200
"""Binary orders of magnitude of an angle; reducing larger ones needs that many more digits."""

_ARITHMETIC: Final = mpmath.MPContext()
_ARITHMETIC.dps = NUMERIC_DIGITS

_INFINITIES: Final = (_ARITHMETIC.inf, -_ARITHMETIC.inf)

_SAMPLES: Final = (("0.7", 1), ("1.9", 1), ("2.6", 1), ("1.3", -1), ("7", 0), ("13", 0))
"""Where variables are tried: a start, and the sign, or 0 for whole numbers from there."""


def infinity() -> Number:
    """Greater than every number."""
    return _ARITHMETIC.inf


class Sampling:
    """Evaluations that share one allowance of work."""

    def __init__(self, *, natural_log: bool = False) -> None:
        self._steps = 0
        self._natural_log = natural_log

    def agree(self, left: Node, right: Node, names: Sequence[str]) -> bool | None:
        """Whether two expressions have the same value everywhere tried; None: left open."""
        points = [(point, False) for point in _points(names)]
        if _has_bars(left) or _has_bars(right):
            points += [(point, True) for point in _points_of_both_signs(names)]
        outcomes = set()
        for point, real in points:
            try:
                a, b = self.value(left, point), self.value(right, point)
            except NoValueError:
                continue
            if not real or (_is_real(a) and _is_real(b)):
                outcomes.add(_close(a, b))
        return outcomes.pop() if len(outcomes) == 1 else None

    def value(self, node: Node, point: Mapping[str, Number]) -> Number:
        """Return the value of `node`. Raises NoValueError where it has none within the bounds."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise NoValueError("too much numeric work")
        try:
            value = self._of(node, point)
            return value if value in _INFINITIES and _is_infinity(node) else _bounded(value)
        except (ArithmeticError, ValueError, TypeError) as error:
            raise NoValueError(f"no numeric value: {error}")

    def _of(self, node: Node, point: Mapping[str, Number]) -> Number:
        if isinstance(node, Num):
            return _ARITHMETIC.mpf(node.value.numerator) / node.value.denominator
        if isinstance(node, Sym):
            return _symbol(node.name, point)
        if not isinstance(node, Op):
            raise NoValueError("words have no value")
        values = [self.value(argument, point) for argument in node.args]
        if node.name == "log" and len(values) == 1 and not self._natural_log:
            values.append(_ARITHMETIC.mpf(10))
        rule = _FUNCTIONS.get(node.tag) if node.name in {"fn", "postfix"} else _RULES.get(node.name)
        if rule is None:
            raise NoValueError(f"{node.name} has no numeric value")
        return rule(*values)


def real_value(node: Node) -> Number:
    """Return the value of a constant expression, which must be real; infinities are values.

    Raises NoValueError.
    """
    value = Sampling().value(node, {"infinity": infinity()})
    if _ARITHMETIC.im(value) != 0:
        raise NoValueError("not a real number")
    return _ARITHMETIC.re(value)


def as_fraction(value: Number) -> Fraction:
    """Return a real number as the fraction that it is."""
    sign, mantissa, exponent = (int(part) for part in value._mpf_[:3])  # mpmath's raw form
    return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent


def _close(a: Number, b: Number) -> bool:
    scale = max(abs(a), abs(b), 1)
    return bool(abs(a - b) <= scale * _ARITHMETIC.mpf(10) ** -NUMERIC_AGREEMENT)


def _points(names: Sequence[str]) -> list[dict[str, Number]]:
    if not names:
        return [{}]
    return [{name: _sample(name, *sample) for name in names} for sample in _SAMPLES]


def _points_of_both_signs(names: Sequence[str]) -> list[dict[str, Number]]:
    """Return points at which any two of the first four names differ in sign, at one or the other.

    |x| + |y| is |x + y| wherever they agree. Only real values count there: of roots and logarithms,
    whose equalities are meant for positive numbers, nothing is to be learnt.
    """
    if len(names) < 2:
        return []
    return [
        {name: _sample(name, "1.1", (-1) ** (place >> bit)) for place, name in enumerate(names)}
        for bit in (0, 1)
    ]


def _has_bars(node: Node) -> bool:
    return any(operation.name == "abs" for operation in operations(node))


def _is_real(value: Number) -> bool:
    return bool(_ARITHMETIC.im(value) == 0)


def _sample(name: str, start: str, sign: int) -> Number:
    """Return a value that looks random and depends on nothing but the name."""
    spread = zlib.crc32(name.encode("utf-8", "surrogatepass"))
    if sign == 0:
        return _ARITHMETIC.mpf(int(start) + spread % 5)
    return sign * (_ARITHMETIC.mpf(start) + _ARITHMETIC.sqrt(spread % 9973 + 2) / 100)


def _is_infinity(node: Node) -> bool:
    """Tell whether infinity is written, not what some operation came to."""
    return node == Sym("infinity") or node == Op("neg", (Sym("infinity"),))


def _symbol(name: str, point: Mapping[str, Number]) -> Number:
    if name in point:
        return point[name]
    if name == "i":
        return _ARITHMETIC.mpc(0, 1)
    if name in {"pi", "e"}:
        return +getattr(_ARITHMETIC, name)
    raise NoValueError(f"{name} has no value")


def _bounded(value: Number) -> Number:
    if not _ARITHMETIC.isfinite(value):
        raise NoValueError("not a number")
    if value and abs(_ARITHMETIC.mag(value)) > MAX_MAGNITUDE:
        raise NoValueError("a number too large or too small")
    return value


def _power(base: Number, exponent: Number) -> Number:
    if base == 0:
        return _ARITHMETIC.power(base, exponent)
    if abs(exponent) * (abs(_ARITHMETIC.mag(base)) + 1) > MAX_MAGNITUDE:
        raise NoValueError("a power too large")
    return _ARITHMETIC.power(base, exponent)


def _root(index: Number, inner: Number) -> Number:
    """Odd roots of negative numbers are the real ones, as they are written."""
    if _ARITHMETIC.im(inner) == 0 and inner < 0 and _ARITHMETIC.isint(index) and int(index) % 2:
        return -_ARITHMETIC.root(-inner, int(index))
    return _power(inner, 1 / index)


def _exp(value: Number) -> Number:
    return _power(+_ARITHMETIC.e, value)


def _factorial(value: Number) -> Number:
    if abs(value) > MAX_FACTORIAL:
        raise NoValueError("a factorial too large")
    return _ARITHMETIC.factorial(value)


def _binomial(n: Number, k: Number) -> Number:
    if abs(n) > MAX_FACTORIAL or abs(k) > MAX_FACTORIAL:
        raise NoValueError("a binomial coefficient too large")
    return _ARITHMETIC.binomial(n, k)


def _angle(function: Callable[[Number], Number]) -> Callable[[Number], Number]:
    def bounded(value: Number) -> Number:
        if value and _ARITHMETIC.mag(value) > _MAX_ANGLE:
            raise NoValueError("an angle too large")
        return function(value)

    return bounded


def _sum(*values: Number) -> Number:
    return _ARITHMETIC.fsum(values)


def _product(*values: Number) -> Number:
    product = _ARITHMETIC.mpf(1)
    for value in values:
        product = _bounded(product * value)
    return product


_RULES: Final[dict[str, Callable[..., Number]]] = {
    "add": _sum,
    "mixed": _sum,
    "mul": _product,
    "neg": lambda value: -value,
    "literal": lambda value: value,
    "frac": lambda top, over: top / over,
    "div": lambda top, over: top / over,
    "pow": _power,
    "root": _root,
    "abs": abs,
    "floor": _ARITHMETIC.floor,
    "ceil": _ARITHMETIC.ceil,
    "binom": _binomial,
    "log": _ARITHMETIC.log,
}
_FUNCTIONS: Final[dict[str, Callable[..., Number]]] = {
    "!": _factorial,
    "Re": _ARITHMETIC.re,
    "Im": _ARITHMETIC.im,
    "arg": lambda value: _ARITHMETIC.arg(value) if value else 1 / value,
    "sgn": _ARITHMETIC.sign,
    "%": lambda value: value / 100,
    "deg": lambda value: value * _ARITHMETIC.pi / 180,
    "ln": _ARITHMETIC.ln,
    "exp": _exp,
    "max": max,
    "min": min,
    "arcsin": _ARITHMETIC.asin,
    "arccos": _ARITHMETIC.acos,
    "arctan": _ARITHMETIC.atan,
    "arccot": _ARITHMETIC.acot,
} | {
    name: _angle(getattr(_ARITHMETIC, name))
    for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")
}
