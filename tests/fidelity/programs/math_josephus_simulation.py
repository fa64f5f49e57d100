def josephus(n, k):
    people = list(range(1, n + 1))
    order = []
    i = 0
    while people:
        i = (i + k - 1) % len(people)
        order.append(people.pop(i))
    return order

print(josephus(10, 3))
print([josephus(n, 2)[-1] for n in range(1, 17)])

lights = [False] * 101
for step in range(1, 101):
    for i in range(step, 101, step):
        lights[i] = not lights[i]
print([i for i, on in enumerate(lights) if on])

pos, direction, visited = 0 + 0j, 1j, {0j}
for ch in "RLRRLFFRFLLFRFRFFLF" * 3:
    if ch == "R":
        direction *= -1j
    elif ch == "L":
        direction *= 1j
    else:
        pos += direction
        visited.add(pos)
print(pos, len(visited), int(abs(pos.real) + abs(pos.imag)))
happy = lambda n: n == 1 or (n != 4 and happy(sum(int(d) ** 2 for d in str(n))))
[n for n in range(1, 50) if happy(n)]
