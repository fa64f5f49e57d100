import numpy as np
from scipy.spatial import ConvexHull, Delaunay, KDTree, distance, Voronoi
from scipy.spatial.distance import cdist, pdist, squareform
from scipy.spatial.transform import Rotation

pts = np.array([[0, 0], [4, 0], [4, 3], [0, 3], [2, 1], [1, 2]], dtype=float)
hull = ConvexHull(pts)
print(hull.volume, hull.area, sorted(hull.vertices.tolist()))
tri = Delaunay(pts)
print(len(tri.simplices), tri.find_simplex([2, 2]) >= 0, tri.find_simplex([9, 9]))
tree = KDTree(pts)
d, i = tree.query([3, 1], k=2)
print(d.round(6), i, sorted(tree.query_ball_point([0, 0], 3.0)))
print(cdist(pts[:2], pts[2:4]), pdist(pts[:3]), squareform(pdist(pts[:3])))
print(distance.euclidean([0, 0], [3, 4]), distance.cityblock([1, 1], [4, 5]), distance.cosine([1, 0], [1, 1]).round(6), distance.hamming([1, 0, 1], [1, 1, 1]).round(6))
r = Rotation.from_euler("z", 90, degrees=True)
print(r.apply([1, 0, 0]).round(6) + 0.0, r.as_quat().round(6) + 0.0)
cube = ConvexHull([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 2)])
round(cube.volume, 6), round(cube.area, 6), len(Voronoi(pts).vertices) > 0
