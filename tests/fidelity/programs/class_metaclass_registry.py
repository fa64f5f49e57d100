class PluginMeta(type):
    plugins = {}

    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        if bases:
            mcs.plugins[namespace.get("key", name.lower())] = cls
        return cls

class Solver(metaclass=PluginMeta):
    def solve(self, a, b):
        raise NotImplementedError

class Gcd(Solver):
    def solve(self, a, b):
        while b:
            a, b = b, a % b
        return a

class Lcm(Solver):
    key = "least common multiple"
    def solve(self, a, b):
        return a * b // Gcd().solve(a, b)

for key, cls in sorted(PluginMeta.plugins.items()):
    print(key, cls().solve(84, 120))
