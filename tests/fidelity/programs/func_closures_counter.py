def make_counter(start=0, step=1):
    count = start
    def nxt():
        nonlocal count
        value = count
        count += step
        return value
    return nxt

c1, c2 = make_counter(), make_counter(100, -7)
print([c1() for _ in range(4)], [c2() for _ in range(4)], c1())

def compose(*fs):
    def h(x):
        for f in reversed(fs):
            x = f(x)
        return x
    return h

inc = lambda x: x + 1
dbl = lambda x: 2 * x
print(compose(inc, dbl)(10), compose(dbl, inc)(10), compose()(3))

def curry(f, *a):
    return lambda *b: f(*a, *b)

print(curry(pow, 2)(10), curry(max, 3, 9)(4))
adders = {n: (lambda x, n=n: x + n) for n in range(3)}
{k: f(10) for k, f in adders.items()}
