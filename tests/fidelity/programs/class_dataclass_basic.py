from dataclasses import dataclass, field, asdict, astuple, replace, fields

@dataclass
class Item:
    name: str
    price: float = 0.0
    tags: list[str] = field(default_factory=list)

    def total(self, qty: int) -> float:
        return self.price * qty

@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0
    label: str = field(default="", compare=False)

a = Item("pen", 1.5)
b = Item("ink", 4.25, ["blue"])
a.tags.append("cheap")
print(a, b, a == Item("pen", 1.5, ["cheap"]), sep="\n")
print(asdict(b), astuple(b), [f.name for f in fields(Item)])
vs = [Version(1, 4), Version(1, 2, "old"), Version(0, 9)]
print(sorted(vs), max(vs), replace(vs[0], minor=5), len({*vs, Version(1, 4, "x")}))
try:
    vs[0].major = 3
except Exception as e:
    print(type(e).__name__, e)
b.total(4)
