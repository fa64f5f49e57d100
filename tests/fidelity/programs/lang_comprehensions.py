n = 12
table = [[i * j for j in range(1, 6)] for i in range(1, 4)]
flat = [v for row in table for v in row if v % 2]
print(table, flat, sep="\n")

divisors = {k: [d for d in range(1, k + 1) if k % d == 0] for k in range(1, n + 1)}
perfect = {k for k, ds in divisors.items() if sum(ds) == 2 * k}
print(divisors[12], perfect)
inverse = {v: k for k, v in enumerate("python")}
print(inverse)
primes = sorted({p for p in range(2, 50) if all(p % q for q in range(2, p))})
print(primes)
transposed = [list(col) for col in zip(*table)]
print(transposed)
pairs = [(a, b) for a in range(5) if a % 2 for b in range(a) if (a + b) % 3]
print(pairs)
gen = (x**3 for x in range(4))
print(list(gen), list(gen))
sum(1 for row in table for v in row if v > 5)
