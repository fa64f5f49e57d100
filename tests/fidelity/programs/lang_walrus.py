import re

data = [4, 15, 8, 23, 42, 16]
if (n := len(data)) > 5:
    print(f"long list: {n}")

squares = [y for x in data if (y := x * x) % 2 == 0]
print(squares, y)

it = iter(data)
acc = 0
while (v := next(it, None)) is not None and v < 40:
    acc += v
print(acc, v)

if m := re.search(r"(\d+)-(\d+)", "range 12-345 end"):
    lo, hi = map(int, m.groups())
    print(hi - lo)

total = 0
running = [total := total + d for d in data]
print(running)
any((hit := d) > 20 for d in data), hit
