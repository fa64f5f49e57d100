evens = set(range(0, 30, 2))
triples = set(range(0, 30, 3))
print(sorted(evens & triples), sorted(evens ^ triples)[:5], len(evens | triples))
print(evens - triples == evens.difference(triples), {0, 6} <= evens, evens.isdisjoint({1, 3}))
s = set()
for n in range(20):
    s.add(n * n % 11)
print(sorted(s))
s.discard(100)
s.remove(0)
s |= {100, 200}
print(sorted(s), len(s))
fs = frozenset({1, 2})
lookup = {fs: "pair"}
print(lookup[frozenset([2, 1])])
pythagorean = {tuple(sorted((a, b, c))) for a in range(1, 30) for b in range(1, 30)
               for c in range(1, 30) if a * a + b * b == c * c}
for t in sorted(pythagorean):
    print(t)
len(pythagorean)
