from collections import deque
from itertools import islice

def windows(seq, n):
    it = iter(seq)
    win = deque(islice(it, n), maxlen=n)
    if len(win) == n:
        yield tuple(win)
    for x in it:
        win.append(x)
        yield tuple(win)

def chunks(seq, n):
    for i in range(0, len(seq), n):
        yield seq[i:i + n]

digits = "73167176531330624919225119674426574742355349194934"
best = max(windows(map(int, digits), 4), key=lambda w: w[0] * w[1] * w[2] * w[3])
print(best)
print(list(chunks(digits, 12)))
def running_max(xs):
    m = float("-inf")
    for x in xs:
        m = x if x > m else m
        yield m
print(list(running_max([3, 1, 4, 1, 5, 9, 2, 6])))
print([sum(w) for w in windows(range(8), 3)], list(windows([1], 2)))
