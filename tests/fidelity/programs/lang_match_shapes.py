import math

def area(shape):
    match shape:
        case {"kind": "circle", "r": r}:
            return math.pi * r**2
        case {"kind": "rect", "w": w, "h": h}:
            return w * h
        case ("square", s) if s > 0:
            return s * s
        case ["poly", *points]:
            n = len(points)
            s = sum(points[i][0] * points[(i + 1) % n][1] - points[(i + 1) % n][0] * points[i][1] for i in range(n))
            return abs(s) / 2
        case int(n) | float(n):
            return n
        case None:
            return 0
        case _:
            raise ValueError(f"unknown shape {shape!r}")

tests = [{"kind": "circle", "r": 2}, {"kind": "rect", "w": 3, "h": 4.5}, ("square", 5),
         ["poly", (0, 0), (4, 0), (4, 3)], 7, None]
for t in tests:
    print(f"{area(t):.3f}")
try:
    area("blob")
except ValueError as e:
    print("error:", e)
