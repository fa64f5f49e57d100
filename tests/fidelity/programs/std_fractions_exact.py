from fractions import Fraction as F

h = F(0)
for k in range(1, 21):
    h += F(1, k)
print(h, float(h), h.numerator.bit_length())
print(F("3.75"), F(0.5), F(10, 4), F(7, 3) // 1, F(7, 3) % 1, -F(1, 2) ** 3, abs(F(-5, 3)))
print(F(3.141592653589793).limit_denominator(1000), F(1, 3) < 0.34, F(1, 2) + 1, F(1, 2) * 0.5)

def egyptian(f):
    out = []
    while f:
        unit = F(1, -(-f.denominator // f.numerator))
        out.append(unit)
        f -= unit
    return out

print(*egyptian(F(5, 121)), sep=" + ")
A = [[F(2), F(1), F(-1), F(8)], [F(-3), F(-1), F(2), F(-11)], [F(-2), F(1), F(2), F(-3)]]
n = 3
for i in range(n):
    pivot = next(r for r in range(i, n) if A[r][i])
    A[i], A[pivot] = A[pivot], A[i]
    A[i] = [x / A[i][i] for x in A[i]]
    for r in range(n):
        if r != i:
            A[r] = [x - A[r][i] * y for x, y in zip(A[r], A[i])]
print([str(row[-1]) for row in A], max(F(1, 3), F(2, 7)), round(F(22, 7), 2), sum([F(1, 6)] * 3))
