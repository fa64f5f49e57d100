class Date:
    __months = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    def __init__(self, y, m, d):
        self.y, self.m, self.d = y, m, d

    @classmethod
    def parse(cls, text):
        return cls(*map(int, text.split("-")))

    @staticmethod
    def is_leap(y):
        return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)

    def day_of_year(self):
        days = sum(self.__months[: self.m - 1]) + self.d
        return days + (self.m > 2 and self.is_leap(self.y))

    def __lt__(self, other):
        return (self.y, self.m, self.d) < (other.y, other.m, other.d)

    def __format__(self, spec):
        return f"{self.d:02d}.{self.m:02d}.{self.y}" if spec == "de" else f"{self.y}-{self.m:02d}-{self.d:02d}"

dates = [Date.parse(t) for t in ("2024-12-31", "2023-03-01", "2024-03-01")]
print([d.day_of_year() for d in dates])
print(f"{min(dates)} {max(dates):de}", [y for y in range(1896, 1913) if Date.is_leap(y)])
class Sub(Date):
    pass
print(type(Sub.parse("2000-01-02")).__name__)
