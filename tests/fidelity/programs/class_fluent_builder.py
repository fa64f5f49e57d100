class Query:
    def __init__(self, data):
        self._data = list(data)
        self._ops = []

    def where(self, pred):
        self._ops.append(("where", pred))
        return self

    def select(self, f):
        self._ops.append(("select", f))
        return self

    def take(self, n):
        self._ops.append(("take", n))
        return self

    def run(self):
        out = self._data
        for op, arg in self._ops:
            if op == "where":
                out = [x for x in out if arg(x)]
            elif op == "select":
                out = [arg(x) for x in out]
            else:
                out = out[:arg]
        return out

result = (
    Query(range(1, 200))
    .where(lambda n: n % 7 == 3)
    .select(lambda n: (n, n * n % 50))
    .where(lambda p: p[1] > 25)
    .take(5)
    .run()
)
print(*result, sep="\n")
