class Life:
    def __init__(self, alive):
        self.alive = set(alive)

    @staticmethod
    def neighbours(x, y):
        return {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy}

    def step(self):
        candidates = self.alive.union(*(self.neighbours(*c) for c in self.alive))
        self.alive = {
            c for c in candidates
            if (n := len(self.neighbours(*c) & self.alive)) == 3 or (n == 2 and c in self.alive)
        }
        return self

    def __str__(self):
        xs = [x for x, _ in self.alive]
        ys = [y for _, y in self.alive]
        return "\n".join(
            "".join("#" if (x, y) in self.alive else "." for x in range(min(xs), max(xs) + 1))
            for y in range(min(ys), max(ys) + 1)
        )

glider = Life([(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)])
for _ in range(8):
    glider.step()
print(glider)
r = Life([(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)])
print([len(r.step().alive) for _ in range(15)])
