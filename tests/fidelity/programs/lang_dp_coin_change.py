coins = [1, 5, 12, 25]
target = 137
dp = [0] * (target + 1)
dp[0] = 1
for c in coins:
    for s in range(c, target + 1):
        dp[s] += dp[s - c]

best = [float("inf")] * (target + 1)
best[0] = 0
for s in range(1, target + 1):
    for c in coins:
        if s >= c:
            best[s] = min(best[s], best[s - c] + 1)

print(f"ways = {dp[target]}, fewest coins = {best[target]}")
dp[target]
