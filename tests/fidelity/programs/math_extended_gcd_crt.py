def egcd(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = egcd(b, a % b)
    return g, y, x - a // b * y

def modinv(a, m):
    g, x, _ = egcd(a, m)
    if g != 1:
        raise ValueError(f"{a} has no inverse modulo {m}")
    return x % m

def crt(residues, moduli):
    x, m = 0, 1
    for r, n in zip(residues, moduli):
        x += m * ((r - x) * modinv(m, n) % n)
        m *= n
    return x % m, m

print(egcd(240, 46), modinv(3, 11), pow(3, -1, 11))
print(crt([2, 3, 2], [3, 5, 7]), crt([1, 4, 6, 10], [5, 7, 11, 13]))
try:
    modinv(6, 9)
except ValueError as e:
    print("Error:", e)
a, b = 10**40 + 7, 10**35 + 9
g, x, y = egcd(a, b)
print(g, a * x + b * y == g)
