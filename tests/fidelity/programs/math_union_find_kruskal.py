class DSU:
    def __init__(self, n):
        self.parent = list(range(n))
        self.size = [1] * n

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        return True

n = 12
edges = sorted(((i * 7 + j * 13) % 31 + 1, i, j) for i in range(n) for j in range(i + 1, n))
dsu = DSU(n)
mst = [(w, i, j) for w, i, j in edges if dsu.union(i, j)]
print(sum(w for w, *_ in mst), len(mst))
for w, i, j in mst[:4]:
    print(f"{i}-{j}: {w}")
other = DSU(20)
for k in range(20):
    other.union(k, k * k % 20)
components = {}
for k in range(20):
    components.setdefault(other.find(k), []).append(k)
sorted(components.values())
