class Integrator:
    def __init__(self, n=1000):
        self.n = n
        self.calls = 0

    def __call__(self, f, a, b):
        self.calls += 1
        h = (b - a) / self.n
        return h * sum(f(a + (i + 0.5) * h) for i in range(self.n))

class Section:
    depth = 0
    def __init__(self, title):
        self.title = title
    def __enter__(self):
        print("  " * Section.depth + f"<{self.title}>")
        Section.depth += 1
        return self
    def __exit__(self, exc_type, exc_value, traceback):
        Section.depth -= 1
        print("  " * Section.depth + f"</{self.title}>", exc_type.__name__ if exc_type else "ok")
        return exc_type is ZeroDivisionError

integrate = Integrator()
with Section("outer") as outer, Section("inner"):
    print("  " * Section.depth + f"{integrate(lambda x: x * x, 0, 3):.4f}")
with Section("failing"):
    1 / 0
    print("never")
print(outer.title, integrate.calls, callable(integrate))
