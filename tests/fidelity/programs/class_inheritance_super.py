class Shape:
    registry = []

    def __init__(self, name):
        self.name = name
        Shape.registry.append(self)

    def area(self):
        raise NotImplementedError

    def describe(self):
        return f"{self.name}: {self.area():.2f}"

class Rect(Shape):
    def __init__(self, w, h, name="rect"):
        super().__init__(name)
        self.w, self.h = w, h

    def area(self):
        return self.w * self.h

class Square(Rect):
    def __init__(self, s):
        super().__init__(s, s, name="square")

    def describe(self):
        return super().describe() + " (all sides equal)"

class Circle(Shape):
    PI = 3.141592653589793

    def __init__(self, r):
        Shape.__init__(self, "circle")
        self.r = r

    def area(self):
        return self.PI * self.r**2

shapes = [Rect(2, 3), Square(4), Circle(1.5)]
for s in shapes:
    print(s.describe())
print(len(Shape.registry), issubclass(Square, Shape), isinstance(shapes[2], Rect))
print([type(s).__name__ for s in sorted(shapes, key=lambda s: s.area())])
