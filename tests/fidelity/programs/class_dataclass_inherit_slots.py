from dataclasses import dataclass, KW_ONLY, field

@dataclass
class Base:
    x: int
    y: int = 10

    def norm1(self):
        return abs(self.x) + abs(self.y)

@dataclass
class Child(Base):
    z: int = 20
    _: KW_ONLY
    name: str = "child"

    def norm1(self):
        return super().norm1() + abs(self.z)

@dataclass(slots=True)
class Compact:
    values: list = field(default_factory=lambda: [1, 2, 3])
    scale: float = 2.0

@dataclass(eq=False)
class Identity:
    n: int

c = Child(1, 2, 3, name="kid")
print(c, c.norm1(), Child(5))
k = Compact()
k.values[0] += 9
print(k, [v * k.scale for v in k.values], Compact().values)
print(Identity(1) == Identity(1), Child(1) == Child(1), Child(1) == Base(1))
try:
    Child(1, 2, 3, "positional")
except TypeError:
    print("name is keyword only")
