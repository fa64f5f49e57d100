from collections import deque

maze = """\
S.#.....
..#.##.#
.##..#..
....#..E
##....#.""".splitlines()
start = next((r, c) for r, row in enumerate(maze) for c, ch in enumerate(row) if ch == "S")
goal = next((r, row.index("E")) for r, row in enumerate(maze) if "E" in row)
queue = deque([(start, 0)])
seen = {start: None}
while queue:
    (r, c), d = queue.popleft()
    if (r, c) == goal:
        print("steps:", d)
        break
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        nr, nc = r + dr, c + dc
        if 0 <= nr < len(maze) and 0 <= nc < len(maze[0]) and maze[nr][nc] != "#" and (nr, nc) not in seen:
            seen[nr, nc] = (r, c)
            queue.append(((nr, nc), d + 1))
path, at = [], goal
while at is not None:
    path.append(at)
    at = seen[at]
print(path[::-1])
d = deque(range(6), maxlen=6)
d.rotate(2); d.appendleft("x"); d.extend("yz")
print(d, d[0], d.index("y"))
