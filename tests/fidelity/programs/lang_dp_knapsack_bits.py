weights = [4, 7, 9, 13, 21, 34]
values = [11, 17, 25, 31, 52, 90]
capacity = 50
table = {}

for mask in range(1 << len(weights)):
    w = v = 0
    for i in range(len(weights)):
        if mask >> i & 1:
            w += weights[i]
            v += values[i]
    if w <= capacity:
        table[mask] = v

best_mask = max(table, key=table.get)
chosen = [i for i in range(len(weights)) if best_mask & (1 << i)]
print(bin(best_mask), chosen)
print("value", table[best_mask], "of", len(table), "feasible")
