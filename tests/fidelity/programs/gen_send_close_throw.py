def averager():
    total, count, average = 0, 0, None
    while True:
        try:
            value = yield average
        except ValueError:
            total, count, average = 0, 0, None
            continue
        if value is None:
            return count
        total += value
        count += 1
        average = total / count

g = averager()
next(g)
print([g.send(v) for v in (10, 20, 60)])
g.throw(ValueError("reset"))
print(g.send(7))
try:
    g.send(None)
except StopIteration as stop:
    print("returned", stop.value)

def guarded():
    try:
        yield 1
        yield 2
    finally:
        print("cleaned up")

h = guarded()
print(next(h))
h.close()
print(next(h, "exhausted"))
