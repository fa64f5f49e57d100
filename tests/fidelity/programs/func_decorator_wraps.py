import functools
import time

def counted(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return func(*args, **kwargs)
    wrapper.calls = 0
    return wrapper

def timed(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            elapsed = time.perf_counter() - start
            assert elapsed >= 0
    return wrapper

@timed
@counted
def power(base, exp):
    """Raise base to exp."""
    return 1 if exp == 0 else base * power(base, exp - 1)

print(power(2, 10), power.__name__, power.__doc__)
print(power.calls)
