import sys
import math

def is_prime(n):
    if n < 2:
        return False
    for d in range(2, math.isqrt(n) + 1):
        if n % d == 0:
            return False
    return True

def main():
    primes = [n for n in range(100) if is_prime(n)]
    print(f"Found {len(primes)} primes below 100")
    print(primes)
    print("diagnostic output", file=sys.stderr)
    return 0

if __name__ == "__main__":
    main()
