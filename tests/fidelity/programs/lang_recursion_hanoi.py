import sys
sys.setrecursionlimit(5000)

moves = []
def hanoi(n, a, b, c):
    if n == 0:
        return
    hanoi(n - 1, a, c, b)
    moves.append((a, c))
    hanoi(n - 1, b, a, c)

hanoi(5, "A", "B", "C")
print(len(moves), moves[:4])

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(depth(3000))

def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))

print([ackermann(2, k) for k in range(8)])
try:
    def forever(n): return forever(n + 1)
    forever(0)
except RecursionError as e:
    print("recursion stopped:", type(e).__name__)
