def f(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return (a, b, c, args, d, e, kwargs)

print(f(1, d=4))
print(f(1, 20, 30, 40, 50, d=60, e=70, z=80))

def g(x, *, verbose=False):
    return f"{x} {'loud' if verbose else 'quiet'}"

print(g(1), g(1, verbose=True))

def default_list(x, acc=[]):
    acc.append(x)
    return acc

print(default_list(1), default_list(2))
try:
    f(1)
except TypeError:
    print("d is required")
try:
    g(1, True)
except TypeError:
    print("verbose is keyword only")

def outer(n):
    def inner(k):
        return k * n if k <= 1 else inner(k - 1) + n
    return inner(n)

print(outer(5), (lambda *a, **k: (len(a), sorted(k)))(1, 2, x=3))
