"""The exact value of an expression, where it has one in this arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final, TypeAlias

from . import ratios
from .limits import MAX_FACTORIAL
from .nodes import Node, NoValueError, Num, Op, Sym, UndefinedError
from .polynomials import ONE, Meter, Polynomial, atom
from .ratios import Exact, Ratio

_ATOMS: Final = {"pi": "pi", "e": "e", "i": "i"}
_HALF: Final = Fraction(1, 2)
_INFINITY: Final = "v:infinity"


class Evaluation:
    """One evaluation, with the work it may still do."""

    def __init__(self) -> None:
        self.meter = Meter()

    def of(self, node: Node) -> Exact:
        """Return the exact value of `node`. Raises NoValueError when there is none here."""
        if isinstance(node, Num):
            return node.value
        if isinstance(node, Sym):
            return ratios.symbol(_ATOMS.get(node.name, f"v:{node.name}"))
        if not isinstance(node, Op) or node.name not in _RULES:
            raise NoValueError("not a number")
        return _RULES[node.name](self, node)

    def finite(self, node: Node) -> Exact:
        """Return the exact value of an operand. Raises NoValueError when infinity is in it."""
        value = self.of(node)
        if _INFINITY in ratios.atoms(value):
            raise NoValueError("arithmetic with infinity")
        return value

    def arguments(self, node: Op) -> list[Exact]:
        """Return the exact values of all its arguments, which must be finite."""
        return [self.finite(argument) for argument in node.args]


def exact_of(node: Node) -> Exact | None:
    """Return the exact value of `node`, or None. Raises UndefinedError."""
    try:
        return Evaluation().of(node)
    except UndefinedError:
        raise
    except NoValueError:
        return None


Rule: TypeAlias = Callable[[Evaluation, Op], Exact]


def opaque(name: str, arguments: list[Exact]) -> Exact:
    """Return a value with no rules of its own: equal only to itself."""
    return ratios.symbol(f"f:{name}({','.join(ratios.key(a) for a in arguments)})")


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────


def _add(run: Evaluation, node: Op) -> Exact:
    total: Exact = Fraction(0)
    for argument in node.args:
        total = ratios.add(total, run.finite(argument), run.meter)
    return total


def _mul(run: Evaluation, node: Op) -> Exact:
    product: Exact = Fraction(1)
    for argument in node.args:
        product = ratios.multiply(product, run.finite(argument), run.meter)
    return product


def _neg(run: Evaluation, node: Op) -> Exact:
    return ratios.negative(run.of(node.args[0]), run.meter)


def _div(run: Evaluation, node: Op) -> Exact:
    top, over = run.arguments(node)
    return ratios.divide(top, over, run.meter)


def _pow(run: Evaluation, node: Op) -> Exact:
    base, exponent = run.arguments(node)
    if isinstance(exponent, Fraction):
        return ratios.power(base, exponent, run.meter)
    return _symbolic_power(base, exponent, run.meter)


def _symbolic_power(base: Exact, exponent: Ratio, meter: Meter) -> Exact:
    """`b^(c + n)` is b^c times an atom for b^n; a whole base is taken apart into primes first."""
    if len(exponent.over) != 1 or "i" in ratios.atoms(exponent):
        raise NoValueError("a power with such an exponent")
    rest: Polynomial = dict(exponent.top)
    constant = rest.pop(ONE, Fraction(0))
    product = ratios.power(base, constant, meter)
    for name, count in _bases(base):
        for monomial, coefficient in rest.items():
            inner = ratios.key(Ratio({monomial: Fraction(1)}, {ONE: Fraction(1)}))
            raised = atom(f"f:{name}^{inner}", coefficient * count)
            product = ratios.multiply(product, Ratio(raised, {ONE: Fraction(1)}), meter)
    return product


def _bases(base: Exact) -> list[tuple[str, int]]:
    if isinstance(base, Fraction):
        if base <= 0:
            return [(ratios.key(base), 1)]
        over = [(str(prime), -count) for prime, count in ratios.factors(base.denominator).items()]
        return [(str(p), count) for p, count in ratios.factors(base.numerator).items()] + over
    return [(ratios.key(base), 1)]


def _root(run: Evaluation, node: Op) -> Exact:
    index, inner = run.arguments(node)
    if not isinstance(index, Fraction) or index.denominator != 1 or index < 2:
        raise NoValueError("a root of such an index")
    if isinstance(inner, Fraction) and inner < 0 and index % 2:
        return ratios.negative(ratios.power(-inner, 1 / index, run.meter), run.meter)
    try:
        return ratios.power(inner, 1 / index, run.meter)
    except NoValueError:
        return opaque(f"root{index}", [inner])


def _postfix(run: Evaluation, node: Op) -> Exact:
    value = run.of(node.args[0])
    if node.tag == "%":
        return ratios.multiply(value, Fraction(1, 100), run.meter)
    if node.tag == "deg":
        turn = ratios.multiply(ratios.symbol("pi"), Fraction(1, 180), run.meter)
        return ratios.multiply(value, turn, run.meter)
    if node.tag not in {"!", "!!"} or not isinstance(value, Fraction):
        return opaque(node.tag, [value])
    if value.denominator != 1 or not 0 <= value <= MAX_FACTORIAL:
        raise NoValueError("a factorial that is not exact here")
    if node.tag == "!!":
        return Fraction(math.prod(range(int(value), 0, -2)))
    return Fraction(math.factorial(int(value)))


# ── functions ────────────────────────────────────────────────────────────────────────────────────


def _abs(run: Evaluation, node: Op) -> Exact:
    value = run.of(node.args[0])
    return abs(value) if isinstance(value, Fraction) else opaque("abs", [value])


def _floor(run: Evaluation, node: Op) -> Exact:
    value = run.of(node.args[0])
    return Fraction(math.floor(value)) if isinstance(value, Fraction) else opaque("floor", [value])


def _ceil(run: Evaluation, node: Op) -> Exact:
    value = run.of(node.args[0])
    return Fraction(math.ceil(value)) if isinstance(value, Fraction) else opaque("ceil", [value])


def _binom(run: Evaluation, node: Op) -> Exact:
    values = run.arguments(node)
    n, k = values
    if not (isinstance(n, Fraction) and isinstance(k, Fraction)):
        return opaque("binom", values)
    if n.denominator != 1 or k.denominator != 1 or not 0 <= k <= n <= MAX_FACTORIAL:
        raise NoValueError("a binomial coefficient that is not exact here")
    return Fraction(math.comb(int(n), int(k)))


def _based(run: Evaluation, node: Op) -> Exact:
    base = run.of(node.args[1])
    if not isinstance(base, Fraction) or base not in range(2, 37):
        raise NoValueError("a number in such a base")
    whole, _, after = node.tag.partition(".")
    try:
        return Fraction(int(whole + after, int(base)), int(base) ** len(after))
    except ValueError:
        raise NoValueError("a digit that its base does not have")


def _literal(run: Evaluation, node: Op) -> Exact:
    return run.of(node.args[0])


def _apply(run: Evaluation, node: Op) -> Exact:
    return opaque("apply", run.arguments(node))


def _log(run: Evaluation, node: Op) -> Exact:
    """Return a logarithm; without a base a decimal one. That it may be natural, `scalars` knows."""
    value, *base = run.arguments(node)
    below = _ln(base[0] if base else Fraction(10), run.meter)
    return ratios.divide(_ln(value, run.meter), below, run.meter)


def _ln(value: Exact, meter: Meter) -> Exact:
    """Logarithms of positive rational numbers are sums over primes; that of e is 1."""
    if not isinstance(value, Fraction):
        return Fraction(1) if value == ratios.symbol("e") else opaque("ln", [value])
    if value == 0:
        raise UndefinedError("the logarithm of zero")
    if value < 0:
        raise NoValueError("a logarithm of a number that is not positive")
    total: Exact = Fraction(0)
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, count in ratios.factors(whole).items():
            part = ratios.multiply(opaque("ln", [Fraction(prime)]), Fraction(sign * count), meter)
            total = ratios.add(total, part, meter)
    return total


def _fn(run: Evaluation, node: Op) -> Exact:
    values = run.arguments(node)
    if node.tag == "ln":
        return _ln(values[0], run.meter)
    if node.tag == "exp":
        return _pow(run, Op("pow", (Sym("e"), node.args[0])))
    if node.tag in _WHOLE or node.tag in _EXTREMES:
        return _of_numbers(node.tag, values)
    if node.tag in {"sin", "cos", "tan"}:
        turn = _half_turns(values[0])
        if turn is not None:
            return _trigonometric(node.tag, turn, run.meter)
    return opaque(node.tag, values)


_WHOLE: Final[dict[str, Callable[..., int]]] = {"gcd": math.gcd, "lcm": math.lcm}
_EXTREMES: Final[dict[str, Callable[[list[Fraction]], Fraction]]] = {"max": max, "min": min}


def _of_numbers(name: str, values: list[Exact]) -> Exact:
    """Return a greatest common divisor and its kin, of plain numbers."""
    numbers = [value for value in values if isinstance(value, Fraction)]
    if len(numbers) < len(values):
        return opaque(name, values)
    if name in _EXTREMES:
        return _EXTREMES[name](numbers)
    if any(number.denominator != 1 for number in numbers):
        raise NoValueError(f"{name} of a fraction")
    return Fraction(_WHOLE[name](*map(int, numbers)))


def _half_turns(value: Exact) -> Fraction | None:
    """`q` when the value is q times pi."""
    if isinstance(value, Fraction):
        return value if value == 0 else None
    pi = (("pi", Fraction(1)),)
    if set(value.top) == {pi} and set(value.over) == {ONE}:
        return value.top[pi]
    return None


def _trigonometric(name: str, turn: Fraction, meter: Meter) -> Exact:
    if name == "cos":
        return _trigonometric("sin", turn + _HALF, meter)
    if name == "tan":
        sine = _trigonometric("sin", turn, meter)
        return ratios.divide(sine, _trigonometric("sin", turn + _HALF, meter), meter)
    turn %= 2
    if turn > 1:
        return ratios.negative(_trigonometric("sin", turn - 1, meter), meter)
    quarter = min(turn, 1 - turn)
    if quarter not in _SQUARED_SINES:
        return opaque("sin", [quarter])
    return ratios.power(_SQUARED_SINES[quarter], _HALF, meter)


_SQUARED_SINES: Final = {
    Fraction(0): Fraction(0),
    Fraction(1, 6): Fraction(1, 4),
    Fraction(1, 4): Fraction(1, 2),
    Fraction(1, 3): Fraction(3, 4),
    Fraction(1, 2): Fraction(1),
}
"""The squares of sin(q pi), which are rational at these q alone in the first quarter turn."""

_RULES: Final[dict[str, Rule]] = {
    "add": _add,
    "mul": _mul,
    "mixed": _add,
    "neg": _neg,
    "frac": _div,
    "div": _div,
    "pow": _pow,
    "root": _root,
    "postfix": _postfix,
    "abs": _abs,
    "floor": _floor,
    "ceil": _ceil,
    "binom": _binom,
    "based": _based,
    "literal": _literal,
    "apply": _apply,
    "log": _log,
    "fn": _fn,
}
