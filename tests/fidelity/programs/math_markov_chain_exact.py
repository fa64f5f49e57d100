from fractions import Fraction as Fr

# states: number of consecutive heads seen; absorbed at 3
p = Fr(2, 5)
n = 3
# E[k] = 1 + p E[k+1] + (1-p) E[0]
coef = [(Fr(0), Fr(0))] * (n + 1)   # E[k] = a + b E[0]
coef[n] = (Fr(0), Fr(0))
for k in range(n - 1, -1, -1):
    a, b = coef[k + 1]
    coef[k] = (1 + p * a, p * b + (1 - p))
a, b = coef[0]
E0 = a / (1 - b)
print(E0, float(E0))

T = [[Fr(1, 2), Fr(1, 4), Fr(1, 4)], [Fr(1, 3), Fr(1, 3), Fr(1, 3)], [0, Fr(1, 2), Fr(1, 2)]]
v = [Fr(1), Fr(0), Fr(0)]
for step in range(6):
    v = [sum(v[i] * T[i][j] for i in range(3)) for j in range(3)]
    print(step + 1, *v)
assert sum(v) == 1
dist = {0: Fr(1)}
for _ in range(3):
    new = {}
    for s, w in dist.items():
        for face in range(1, 7):
            new[s + face] = new.get(s + face, 0) + w / 6
    dist = new
max(dist.values()), dist[10], sum(s * w for s, w in dist.items())
