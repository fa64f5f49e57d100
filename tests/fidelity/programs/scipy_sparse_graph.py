import numpy as np
from scipy import sparse
from scipy.sparse import csr_matrix, diags, eye, kron
from scipy.sparse.csgraph import shortest_path, connected_components, minimum_spanning_tree, dijkstra, breadth_first_order
from scipy.sparse.linalg import spsolve

row, col, w = [0, 0, 1, 1, 2, 3], [1, 2, 2, 3, 3, 4], [4, 1, 2, 5, 8, 3]
g = csr_matrix((w, (row, col)), shape=(6, 6))
print(g.toarray(), g.nnz, g.sum(), g.shape)
dist = shortest_path(g, directed=False)
print(dist[0], connected_components(g, directed=False))
mst = minimum_spanning_tree(g)
print(mst.sum(), sorted(zip(*map(lambda a: a.tolist(), mst.nonzero()))))
d, pred = dijkstra(g, indices=0, return_predecessors=True)
print(d, pred, breadth_first_order(g, 0, directed=False, return_predecessors=False))
n = 6
L = diags([-1.0, 2.0, -1.0], [-1, 0, 1], shape=(n, n), format="csc")
x = spsolve(L, np.ones(n))
print(x.round(6), (L @ x).round(6), L.diagonal())
big = kron(eye(2), csr_matrix([[0, 1], [1, 0]])).toarray()
print(big, sparse.issparse(g), g.T.getrow(3).toarray() if hasattr(g, "getrow") else None)
(g != 0).sum(), g[0, 1], g.max()
