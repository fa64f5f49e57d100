class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = name
        self.private = "_" + name

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.private)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        setattr(obj, self.private, value)

class Circle:
    x = Typed(int)
    label = Typed(str)

    def __init__(self, x, label):
        self.x = x
        self.label = label

c = Circle(3, "unit")
c.x += 1
print(c.x, c.label)
try:
    c.x = "three"
except TypeError as e:
    print(e)
