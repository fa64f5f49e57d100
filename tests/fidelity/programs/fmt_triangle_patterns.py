rows = 6
row = [1]
for i in range(rows):
    print(" ".join(str(v) for v in row).center(3 * rows))
    row = [1] + [a + b for a, b in zip(row, row[1:])] + [1]

for i in range(1, 5):
    print("*" * i + " " * (8 - 2 * i) + "*" * i)
n = 5
print("\n".join("".join("X" if i == j or i + j == n - 1 else "." for j in range(n)) for i in range(n)))
spiral = [[0] * 5 for _ in range(5)]
x = y = 0
dx, dy = 1, 0
for k in range(1, 26):
    spiral[y][x] = k
    nx, ny = x + dx, y + dy
    if not (0 <= nx < 5 and 0 <= ny < 5) or spiral[ny][nx]:
        dx, dy = -dy, dx
        nx, ny = x + dx, y + dy
    x, y = nx, ny
for r in spiral:
    print("".join(f"{v:4d}" for v in r))
