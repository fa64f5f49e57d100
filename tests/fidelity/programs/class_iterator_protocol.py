class Collatz:
    def __init__(self, start):
        self.n = start
        self.done = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.done:
            raise StopIteration
        value = self.n
        if value == 1:
            self.done = True
        self.n = value // 2 if value % 2 == 0 else 3 * value + 1
        return value

print(list(Collatz(12)))
print(max(Collatz(27)), sum(1 for _ in Collatz(27)))
first, second, *rest = Collatz(7)
print(first, second, len(rest))

class Countdown:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return self.n - i

print(list(Countdown(5)), 3 in Countdown(5), list(reversed(Countdown(3))))
print(dict(zip(Collatz(6), Countdown(20))))
