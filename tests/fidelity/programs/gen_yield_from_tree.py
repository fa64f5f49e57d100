def flatten(x):
    if isinstance(x, (list, tuple)):
        for y in x:
            yield from flatten(y)
    else:
        yield x

def permutations(seq):
    if len(seq) <= 1:
        yield list(seq)
        return
    for i, head in enumerate(seq):
        for rest in permutations(seq[:i] + seq[i + 1:]):
            yield [head] + rest

def partitions(n, largest=None):
    largest = largest or n
    if n == 0:
        yield []
    for k in range(min(n, largest), 0, -1):
        for rest in partitions(n - k, k):
            yield [k, *rest]

print(list(flatten([1, [2, (3, [4]), []], 5])))
print(["".join(p) for p in permutations("abc")])
print(list(partitions(5)))
def both():
    got = yield from inner()
    yield f"inner returned {got}"
def inner():
    yield 1
    return "done"
print(list(both()))
sum(1 for _ in partitions(20))
