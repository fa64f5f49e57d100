import random
import math

random.seed(2024)
N = 20000
hits = sum(1 for _ in range(N) if math.hypot(random.random(), random.random()) <= 1)
estimate = 4 * hits / N
error = abs(estimate - math.pi)
print(f"pi ~ {estimate:.4f} (error {error:.4f})")

def buffon(n, rng):
    return 2 * n / max(1, sum(rng.random() / 2 <= math.sin(rng.random() * math.pi) / 2 for _ in range(n)))

print(round(buffon(10000, random.Random(1)), 4))
switch = stay = 0
for _ in range(5000):
    car, pick = random.randrange(3), random.randrange(3)
    opened = random.choice([d for d in range(3) if d not in (car, pick)])
    other = next(d for d in range(3) if d not in (pick, opened))
    stay += pick == car
    switch += other == car
print(switch, stay, switch + stay)
same = 0
for _ in range(2000):
    days = [random.randint(1, 365) for _ in range(23)]
    same += len(set(days)) < 23
print(same / 2000)
mean = sum(random.gauss(10, 2) for _ in range(5000)) / 5000
round(mean, 4)
