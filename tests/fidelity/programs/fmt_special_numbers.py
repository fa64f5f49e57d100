import math
from fractions import Fraction
from decimal import Decimal

for v in (0.1, 1e22, 1e-5, 123456789.123, 1e16, -0.0, 2.0**60, math.inf, -math.inf, math.nan):
    print(v, repr(v), f"{v:.3g}", f"{v:12.4}", sep=" ; ")
print(1e15, 1e16, 123456789012345678, 0.1 + 0.2, 1 / 3, 100.0, 1.0e-10)
print(complex(1, -2), 1j**2, complex("3+4j"), abs(3 + 4j), (1 + 2j).conjugate())
print(Fraction(3, -6), Fraction("0.125"), Decimal("1.10") + Decimal("2.20"), Decimal(1) / Decimal(7))
print(str(True), repr("it's"), repr('say "hi"'), repr("a\tb\\"), [1.5, "x", None])
print(round(1e300 * 10, 2), 5 // 0.3, 7.5 % 2, -7.5 // 2, 2**0.5, 10**-2)
print(f"{Fraction(1, 3)} {Decimal('3.14159'):.2f} {Fraction(22, 7)!r}")
print(int(1e20), 0x10, 0b11, 0o17, 1_0.5_0)
