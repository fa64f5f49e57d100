def sieve(limit):
    is_prime = [True] * (limit + 1)
    is_prime[0] = is_prime[1] = False
    for i in range(2, int(limit ** 0.5) + 1):
        if is_prime[i]:
            for j in range(i * i, limit + 1, i):
                is_prime[j] = False
    return [i for i, p in enumerate(is_prime) if p]

primes = sieve(100000)
print("Number of primes:", len(primes))
print("Last five:", primes[-5:])
gaps = {}
for p, q in zip(primes, primes[1:]):
    gaps[q - p] = gaps.get(q - p, 0) + 1
print("Largest gap:", max(gaps), "most common gap:", max(gaps, key=gaps.get))
twins = sum(1 for p, q in zip(primes, primes[1:]) if q - p == 2)
print(f"Twin primes: {twins}")
print(sum(primes))
