import functools

def repeat(times, combine=list):
    def decorate(f):
        @functools.wraps(f)
        def inner(*a, **k):
            return combine(f(*a, **k) for _ in range(times))
        return inner
    return decorate

class Validate:
    def __init__(self, **rules):
        self.rules = rules

    def __call__(self, f):
        def checked(**kwargs):
            for name, rule in self.rules.items():
                if not rule(kwargs[name]):
                    raise ValueError(f"bad {name}: {kwargs[name]}")
            return f(**kwargs)
        return checked

state = {"n": 0}

@repeat(4)
def tick():
    state["n"] += 3
    return state["n"]

@repeat(times=3, combine=sum)
def dice(x):
    return x * x

@Validate(n=lambda v: v >= 0, k=lambda v: v > 0)
def ratio(n, k):
    return n / k

print(tick(), dice(5), ratio(n=9, k=4))
try:
    ratio(n=9, k=0)
except ValueError as e:
    print(e)
tick()
