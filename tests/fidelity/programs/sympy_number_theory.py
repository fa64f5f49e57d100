from sympy import (factorint, isprime, primerange, nextprime, prevprime, prime, primepi, divisors,
                   divisor_count, totient, gcd, lcm, mod_inverse, primefactors, sqrt_mod,
                   is_quad_residue, n_order, primitive_root, legendre_symbol, mobius, divisor_sigma, fibonacci, lucas, catalan, bell)
from sympy.ntheory.modular import crt
from sympy.ntheory import discrete_log, continued_fraction_periodic

print(factorint(2**40 - 1), factorint(123456789), isprime(2**61 - 1), primefactors(5040))
print(list(primerange(80, 110)), nextprime(10**6), prevprime(1000), prime(100), primepi(1000))
print(divisors(84), divisor_count(5040), totient(360), divisor_sigma(28), mobius(30))
print(gcd(84, 120), lcm(4, 6), mod_inverse(7, 31))
print(crt([3, 5, 7], [2, 3, 2]), sqrt_mod(10, 13, all_roots=True), is_quad_residue(5, 11), legendre_symbol(3, 7))
print(n_order(2, 101), primitive_root(41), discrete_log(41, 15, 7), continued_fraction_periodic(0, 1, 7))
print([fibonacci(n) for n in range(10, 15)], lucas(10), catalan(8), bell(7), fibonacci(200))
f = factorint(factorint(360)[2] * 10**6)
for p, e in f.items():
    print(f"{p}^{e}", end=" ")
sum(p for p in primerange(2, 1000) if p % 4 == 3)
