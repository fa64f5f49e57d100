def popcount(n):
    c = 0
    while n:
        n &= n - 1
        c += 1
    return c

print([popcount(n) for n in range(16)], bin(0b1011 ^ 0b0110), 1 << 40, ~5, -16 >> 2)
gray = [n ^ (n >> 1) for n in range(8)]
print([f"{g:03b}" for g in gray])
full = (1 << 5) - 1
sub = full
subsets = []
while sub:
    if popcount(sub) == 3:
        subsets.append(f"{sub:05b}")
    sub = (sub - 1) & full
print(subsets)
x = 0
for v in [4, 7, 9, 7, 4]:
    x ^= v
print("unpaired:", x)

def next_same_popcount(v):
    c = v & -v
    r = v + c
    return (((r ^ v) >> 2) // c) | r

v = 0b0111
for _ in range(6):
    print(f"{v:06b}", end=" ")
    v = next_same_popcount(v)
print()
queens = 0
def place(row, cols, d1, d2, n=6):
    global queens
    if row == n:
        queens += 1
        return
    free = ~(cols | d1 | d2) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        place(row + 1, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1)
place(0, 0, 0, 0)
queens
