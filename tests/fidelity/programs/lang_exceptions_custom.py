class DomainError(ValueError):
    """Raised when x lies outside of a function's domain."""
    def __init__(self, name, x):
        super().__init__(f"{name}({x}) is undefined")
        self.name = name
        self.x = x

class PoleError(DomainError):
    pass

def recip(x):
    try:
        return 1 / x
    except ZeroDivisionError as e:
        raise PoleError("recip", x) from e

for v in (4, 0):
    try:
        print(recip(v))
    except DomainError as e:
        print(type(e).__name__, "|", e, "|", e.name, e.x)
        print("cause:", type(e.__cause__).__name__, e.__cause__)
        print(isinstance(e, ValueError), e.args)

try:
    try:
        {}["missing"]
    except KeyError:
        raise RuntimeError("lookup failed") from None
except RuntimeError as e:
    print(e, e.__cause__)
