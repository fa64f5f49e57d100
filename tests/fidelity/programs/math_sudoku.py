puzzle = """
53..7....
6..195...
.98....6.
8...6...3
4..8.3..1
7...2...6
.6....28.
...419..5
....8..79
""".split()
grid = [[0 if ch == "." else int(ch) for ch in row] for row in puzzle]

def candidates(r, c):
    used = set(grid[r]) | {grid[i][c] for i in range(9)}
    br, bc = 3 * (r // 3), 3 * (c // 3)
    used |= {grid[i][j] for i in range(br, br + 3) for j in range(bc, bc + 3)}
    return [d for d in range(1, 10) if d not in used]

steps = 0
def solve():
    global steps
    empties = [(len(candidates(r, c)), r, c) for r in range(9) for c in range(9) if not grid[r][c]]
    if not empties:
        return True
    _, r, c = min(empties)
    for d in candidates(r, c):
        steps += 1
        grid[r][c] = d
        if solve():
            return True
        grid[r][c] = 0
    return False

print("solved:", solve(), "steps:", steps)
for row in grid:
    print("".join(map(str, row)))
assert all(sum(row) == 45 for row in grid) and all(sum(col) == 45 for col in zip(*grid))
