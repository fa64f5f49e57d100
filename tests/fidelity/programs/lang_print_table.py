header = ("n", "n^2", "sum of digits", "prime?")
rows = []
for n in range(95, 106):
    prime = n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
    rows.append((n, n * n, sum(map(int, str(n))), "yes" if prime else ""))
widths = [max(len(str(r[i])) for r in [header, *rows]) for i in range(4)]
line = "-+-".join("-" * w for w in widths)
print(" | ".join(h.ljust(w) for h, w in zip(header, widths)))
print(line)
for row in rows:
    print(" | ".join(str(v).rjust(w) for v, w in zip(row, widths)))
