from enum import Flag, IntFlag, Enum, auto

class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W

p = Perm.R | Perm.X
print(p.value, Perm.R in p, Perm.W in p, bool(p & Perm.W), Perm.RW.value, (p ^ Perm.R) == Perm.X)
print([m.name for m in Perm], (~Perm.R).value, Perm(7) == Perm.RW | Perm.X)

class Opt(IntFlag):
    A = 1
    B = 2
    C = 4

print(int(Opt.A | Opt.C), Opt.A + 1, Opt(6) & 4 == 4)

class Op(Enum):
    ADD = "+"
    MUL = "*"

    def apply(self, a, b):
        match self:
            case Op.ADD:
                return a + b
            case Op.MUL:
                return a * b

    def __str__(self):
        return f"<{self.value}>"

    @classmethod
    def parse(cls, s):
        return next(m for m in cls if m.value == s)

print(Op.parse("+").apply(3, 4), Op.MUL.apply(3, 4), str(Op.ADD), f"{Op.MUL}")
