import time
from timeit import default_timer

def slow_fib(n):
    return n if n < 2 else slow_fib(n - 1) + slow_fib(n - 2)

start = time.perf_counter()
value = slow_fib(16)
elapsed = time.perf_counter() - start
print(f"fib = {value}")
assert 0 <= elapsed < 60

t0 = time.time()
time.sleep(0.001)
print(time.time() > t0, time.monotonic() <= time.monotonic())
s = default_timer()
sum(i * i for i in range(10000))
print("took some time" if default_timer() - s > 0 else "instant")
print(time.strftime("%Y-%m-%d", time.gmtime(0)), time.gmtime(86400 * 365).tm_year)
p = time.process_time()
t = time.perf_counter_ns()
isinstance(t, int), p >= 0
