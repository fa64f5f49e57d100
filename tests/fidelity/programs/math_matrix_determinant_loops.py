n = 5
A = [[(i + 1) ** j for j in range(n)] for i in range(n)]

def minor(m, i, j):
    return [row[:j] + row[j + 1:] for k, row in enumerate(m) if k != i]

def det(m):
    if len(m) == 2:
        return m[0][0] * m[1][1] - m[0][1] * m[1][0]
    return sum((-1) ** j * m[0][j] * det(minor(m, 0, j)) for j in range(len(m)))

d = det(A)
vandermonde = 1
for i in range(n):
    for j in range(i):
        vandermonde *= (i + 1) - (j + 1)
print(d, vandermonde)

def transpose(m): return [list(r) for r in zip(*m)]
def mul(x, y): return [[sum(p * q for p, q in zip(r, c)) for c in zip(*y)] for r in x]

S = mul(A, transpose(A))
print(S[0], S == transpose(S))
rotated = [list(r) for r in zip(*[[1, 2, 3], [4, 5, 6]][::-1])]
print(rotated)
magic = [[8, 1, 6], [3, 5, 7], [4, 9, 2]]
sums = {sum(r) for r in magic} | {sum(c) for c in zip(*magic)} | {sum(magic[i][i] for i in range(3))}
print(sums)
adj = [[int(abs(i - j) in (1, 4)) for j in range(5)] for i in range(5)]
walks = adj
for _ in range(9):
    walks = mul(walks, adj)
walks[0]
