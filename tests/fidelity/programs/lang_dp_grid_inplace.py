grid = [
    [3, 1, 4, 1, 5],
    [9, 2, 6, 5, 3],
    [5, 8, 9, 7, 9],
    [3, 2, 3, 8, 4],
]
rows, cols = len(grid), len(grid[0])
dp = [[0] * cols for _ in range(rows)]
for i in range(rows):
    for j in range(cols):
        dp[i][j] += grid[i][j]
        if i and j:
            dp[i][j] += min(dp[i - 1][j], dp[i][j - 1])
        elif i:
            dp[i][j] += dp[i - 1][j]
        elif j:
            dp[i][j] += dp[i][j - 1]
for row in dp:
    print(*row, sep="\t")
dp[-1][-1]
