def solve(n, row=0, cols=(), out=None):
    out = [] if out is None else out
    if row == n:
        out.append(cols)
        return out
    for c in range(n):
        if all(c != cc and abs(c - cc) != row - r for r, cc in enumerate(cols)):
            solve(n, row + 1, cols + (c,), out)
    return out

for n in range(4, 8):
    print(n, len(solve(n)))
board = solve(6)[0]
for c in board:
    print(" ".join("Q" if i == c else "." for i in range(6)))

def subset_sum(nums, target):
    def go(i, left, chosen):
        if left == 0:
            yield list(chosen)
        for j in range(i, len(nums)):
            if nums[j] <= left:
                chosen.append(nums[j])
                yield from go(j + 1, left - nums[j], chosen)
                chosen.pop()
    yield from go(0, target, [])

print(list(subset_sum([3, 34, 4, 12, 5, 2, 7], 16)))
