class Positive:
    def __init__(self, default=1):
        self.default = default
        self.values = {}

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return self.values.get(id(obj), self.default)

    def __set__(self, obj, value):
        if value <= 0:
            raise ValueError("must be positive")
        self.values[id(obj)] = value

class Ellipse:
    a = Positive()
    b = Positive(default=2)

    @property
    def area(self):
        return 3.14159 * self.a * self.b

e, f = Ellipse(), Ellipse()
e.a = 3
f.b = 7
print(e.a, e.b, f.a, f.b, round(e.area, 3))
try:
    e.a = -1
except ValueError as exc:
    print("refused:", exc)
e.b += 1
e.b
