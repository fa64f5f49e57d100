import math
from itertools import combinations

points = [(math.cos(k) * k, math.sin(2 * k) * 5) for k in range(12)]

def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

def hull(pts):
    pts = sorted(pts)
    def half(seq):
        chain = []
        for p in seq:
            while len(chain) > 1 and cross(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]
    return half(pts) + half(pts[::-1])

h = hull(points)
area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(h, h[1:] + h[:1])) / 2
print(len(h), f"{area:.6f}")
print("closest: {:.6f}".format(min(math.dist(a, b) for a, b in combinations(points, 2))))

def circumcircle(a, b, c):
    d = 2 * cross(a, b, c)
    A, B, C = (x * x + y * y for x, y in (a, b, c))
    ux = (A * (b[1] - c[1]) + B * (c[1] - a[1]) + C * (a[1] - b[1])) / d
    uy = (A * (c[0] - b[0]) + B * (a[0] - c[0]) + C * (b[0] - a[0])) / d
    return (ux, uy), math.dist((ux, uy), a)

(cx, cy), r = circumcircle((0, 0), (6, 0), (2, 5))
print(f"centre ({cx:.4f}, {cy:.4f}), radius {r:.4f}")
