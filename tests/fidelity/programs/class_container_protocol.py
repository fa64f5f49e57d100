class Grid:
    def __init__(self, w, h, fill=0):
        self.w, self.h = w, h
        self._cells = {}
        self._fill = fill

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self[(x, 0)] for x in range(*key.indices(self.w))]
        return self._cells.get(key, self._fill)

    def __setitem__(self, key, value):
        x, y = key
        if not (0 <= x < self.w and 0 <= y < self.h):
            raise IndexError(f"{key} outside {self.w}x{self.h}")
        self._cells[key] = value

    def __delitem__(self, key):
        del self._cells[key]

    def __contains__(self, key):
        return key in self._cells

    def __len__(self):
        return len(self._cells)

    def __iter__(self):
        yield from sorted(self._cells)

    def __reversed__(self):
        return iter(sorted(self._cells, reverse=True))

g = Grid(4, 3)
for k in range(4):
    g[k, k % 3] = k * k
g[1, 1] += 10
print(list(g), list(reversed(g)), len(g), (1, 1) in g, (3, 2) in g, g[:3])
del g[0, 0]
try:
    g[9, 9] = 1
except IndexError as e:
    print(e)
bool(g), g[1, 1], g[2, 0]
