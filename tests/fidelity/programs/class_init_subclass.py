class Rule:
    rules = {}

    def __init_subclass__(cls, /, priority=0, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.priority = priority
        Rule.rules[cls.__name__] = cls

    def __repr__(self):
        return f"<{type(self).__name__} p={self.priority}>"

class Even(Rule, priority=2):
    def holds(self, n):
        return n % 2 == 0

class Square(Rule, priority=5):
    def holds(self, n):
        return int(n**0.5) ** 2 == n

class Digits(Rule):
    def holds(self, n):
        return sum(map(int, str(n))) == 10

rules = sorted((cls() for cls in Rule.rules.values()), key=lambda r: -r.priority)
print(rules)
for n in (64, 91, 100, 1234):
    print(n, [repr(r) for r in rules if r.holds(n)])
