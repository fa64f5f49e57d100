from enum import Enum, IntEnum, auto, unique

@unique
class Planet(Enum):
    MERCURY = (3.303e23, 2.4397e6)
    EARTH = (5.976e24, 6.37814e6)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return 6.673e-11 * self.mass / self.radius**2

class Level(IntEnum):
    LOW = 1
    MID = 5
    HIGH = 10

class Color(Enum):
    RED = auto()
    GREEN = auto()
    BLUE = auto()

for p in Planet:
    print(p.name, f"{p.gravity:.3f}")
print(Level.HIGH > Level.LOW, Level.MID + 1, Level(10), [l.value for l in Level])
print(Color.RED, repr(Color.GREEN), Color["BLUE"].value, Color(2) is Color.GREEN)
print({c: c.value**2 for c in Color}[Color.BLUE], len(Color), Color.RED in Color)
print(sorted(Level, reverse=True))
try:
    Color(9)
except ValueError as e:
    print(e)
