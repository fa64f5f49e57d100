from functools import reduce, partial
from operator import add, mul, itemgetter

nums = range(1, 11)
print(reduce(mul, nums), reduce(add, nums, 100), reduce(lambda a, b: a * 10 + b, [1, 2, 3]))
pow2 = partial(pow, 2)
mod7 = partial(lambda m, x: x % m, 7)
print(list(map(pow2, range(6))), list(map(mod7, range(10, 20, 3))))
print(sorted(["bb", "a", "ccc"], key=len, reverse=True))
gcd = lambda a, b: a if b == 0 else gcd(b, a % b)
print(reduce(gcd, [84, 126, 210]))
pairs = [("x", 3), ("y", 1), ("z", 2)]
print(sorted(pairs, key=itemgetter(1)), max(pairs, key=itemgetter(0)))
integrate = partial(lambda f, n, a, b: sum(f(a + (b - a) * (i + .5) / n) for i in range(n)) * (b - a) / n, n=100)
print(round(integrate(lambda x: x**2, a=0, b=1), 6))
compose2 = lambda f, g: lambda x: f(g(x))
reduce(compose2, [str, abs, lambda x: x - 10])(3)
