import random

random.seed(42)
print([random.randint(1, 6) for _ in range(10)])
print(round(random.random(), 8), round(random.uniform(2, 3), 8))
deck = list(range(10))
random.shuffle(deck)
print(deck, random.choice(deck), random.sample(deck, 3))
print(random.choices("abc", weights=[5, 1, 1], k=8), random.randrange(0, 100, 7))
rng = random.Random(7)
inside = sum(rng.random() ** 2 + rng.random() ** 2 < 1 for _ in range(20000))
print("pi is about", 4 * inside / 20000)
print(round(rng.gauss(0, 1), 6), round(rng.expovariate(2), 6), rng.getrandbits(16))
state = random.getstate()
a = random.random()
random.setstate(state)
print(a == random.random())
walk = [0]
for _ in range(30):
    walk.append(walk[-1] + rng.choice((-1, 1)))
print(min(walk), max(walk), walk[-1])
