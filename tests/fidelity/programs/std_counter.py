from collections import Counter

c = Counter("mississippi")
print(c, c.most_common(2), c["z"], c.total())
d = Counter(a=3, b=1)
e = Counter(a=1, b=2)
print(d + e, d - e, d & e, d | e, -Counter(x=-2), +d)
c.update("sip")
c.subtract({"i": 10})
print(sorted(c.items()), list(d.elements()))
rolls = [(a + b) for a in range(1, 7) for b in range(1, 7)]
for s, k in sorted(Counter(rolls).items()):
    print(f"{s:2d} {'#' * k} {k / 36:.4f}")
words = "the cat the dog the end".split()
print(Counter(map(len, words)), max(Counter(words), key=Counter(words).get))
