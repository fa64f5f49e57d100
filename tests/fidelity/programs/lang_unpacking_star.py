first, *middle, last = range(10)
print(first, middle, last)
(a, b), [c, *d] = (1, 2), [3, 4, 5]
print(a, b, c, d)
a, b = b, a
print(a, b)
*init, tail = "hello"
print(init, tail)
merged = [*range(3), *"xy", *{"k": 1}]
print(merged)
conf = {**{"n": 3, "tol": 1e-6}, "n": 5}
print(conf)

def f(*args, scale=1, **kw):
    return sum(args) * scale, sorted(kw.items())

print(f(*[1, 2, 3], scale=2, **{"p": 1, "q": 2}))
for i, (x, *ys) in enumerate([(1, 2, 3), (4, 5, 6)]):
    print(i, x, ys)
