class Tally:
    total = 0
    names: list = []
    defaults = {"step": 1}

    def __init__(self, name):
        self.name = name
        self.total = 0
        self.names.append(name)
        self.__secret = name[::-1]

    def hit(self, n=None):
        n = self.defaults["step"] if n is None else n
        self.total += n
        type(self).total += n
        return self

    def reveal(self):
        return self.__secret

a, b = Tally("ann"), Tally("bob")
a.hit().hit(5)
b.hit()
Tally.defaults["step"] = 10
b.hit()
print(a.total, b.total, Tally.total, Tally.names is a.names, Tally.names)
print(a.reveal(), vars(b)["name"], sorted(k for k in vars(b) if not k.startswith("_")))
print(hasattr(a, "secret"), hasattr(a, "reveal"))
