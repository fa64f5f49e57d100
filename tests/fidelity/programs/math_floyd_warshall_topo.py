INF = float("inf")
n = 5
d = [[0 if i == j else INF for j in range(n)] for i in range(n)]
for u, v, w in [(0, 1, 3), (0, 2, 8), (1, 3, 1), (1, 4, -4), (2, 1, 4), (3, 0, 2), (3, 2, -5), (4, 3, 6)]:
    d[u][v] = w
for k in range(n):
    for i in range(n):
        for j in range(n):
            if d[i][k] + d[k][j] < d[i][j]:
                d[i][j] = d[i][k] + d[k][j]
for row in d:
    print(row)

deps = {"shirt": ["tie", "belt"], "tie": ["jacket"], "pants": ["shoes", "belt"], "belt": ["jacket"], "socks": ["shoes"]}
indegree = {}
for k, vs in deps.items():
    indegree.setdefault(k, 0)
    for v in vs:
        indegree[v] = indegree.get(v, 0) + 1
ready = sorted(k for k, deg in indegree.items() if deg == 0)
order = []
while ready:
    node = ready.pop(0)
    order.append(node)
    for v in deps.get(node, []):
        indegree[v] -= 1
        if not indegree[v]:
            ready.append(v)
print(order)
from graphlib import TopologicalSorter
print(len(list(TopologicalSorter({k: set(v) for k, v in deps.items()}).static_order())) == len(order))
