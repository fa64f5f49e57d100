def naturals(start=1):
    n = start
    while True:
        yield n
        n += 1

def take(n, it):
    for _ in range(n):
        yield next(it)

def primes():
    composites = {}
    for n in naturals(2):
        if n not in composites:
            yield n
            composites[n * n] = [n]
        else:
            for p in composites.pop(n):
                composites.setdefault(n + p, []).append(p)

squares = (n * n for n in naturals())
odd_squares = (s for s in squares if s % 2)
print(list(take(5, odd_squares)))
print(list(take(15, primes())))
twin = ((p, q) for p, q in zip(primes(), (lambda g: (next(g), g)[1])(primes())) if q - p == 2)
print(list(take(6, twin)))
sum(take(10, primes()))
