from decimal import Decimal, getcontext, localcontext, ROUND_HALF_UP, ROUND_DOWN, ROUND_HALF_EVEN

getcontext().prec = 50
print(Decimal(2).sqrt())
print(Decimal(1) / 7, Decimal("0.1") + Decimal("0.2"), Decimal(10) ** -3)

def compute_pi():
    # Machin's formula
    def arctan_inv(x):
        x = Decimal(x)
        power = 1 / x
        total, k, sign = power, 1, -1
        while abs(power) > Decimal(10) ** -55:
            power /= x * x
            k += 2
            total += sign * power / k
            sign = -sign
        return total
    return 4 * (4 * arctan_inv(5) - arctan_inv(239))

print(str(compute_pi())[:42])
for mode in (ROUND_HALF_UP, ROUND_DOWN, ROUND_HALF_EVEN):
    print(Decimal("2.675").quantize(Decimal("0.01"), rounding=mode), Decimal("2.5").quantize(Decimal("1"), rounding=mode))
with localcontext() as ctx:
    ctx.prec = 6
    print(Decimal(1) / 3, Decimal(2).ln(), Decimal(1).exp())
print(Decimal("1E+3").normalize(), Decimal("123.4500").normalize(), int(Decimal("9.99")), Decimal("1.5").as_tuple())
Decimal("100") * (1 + Decimal("0.035")) ** 10
