import random

random.seed(11)

class Flaky(Exception):
    pass

def attempt(p):
    if random.random() < p:
        raise Flaky("no luck")
    return "success"

def retry(times, p):
    last = None
    for k in range(1, times + 1):
        try:
            return k, attempt(p)
        except Flaky as exc:
            exc.add_note(f"attempt {k}")
            last = exc
    raise RuntimeError(f"gave up after {times}") from last

for p in (0.2, 0.6, 1.0):
    try:
        print(p, retry(4, p))
    except RuntimeError as e:
        print(p, e, "<-", e.__cause__)
