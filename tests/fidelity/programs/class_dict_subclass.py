class Memo(dict):
    def __init__(self, f):
        super().__init__()
        self.f = f
        self.misses = 0

    def __missing__(self, key):
        self.misses += 1
        value = self[key] = self.f(key)
        return value

partitions = Memo(lambda nk: 1 if nk[0] == 0 else 0 if nk[0] < 0 or nk[1] == 0
                  else partitions[nk[0], nk[1] - 1] + partitions[nk[0] - nk[1], nk[1]])
print(partitions[60, 60], partitions.misses, len(partitions))

class Stack(list):
    def push(self, x):
        self.append(x)
        return self
    @property
    def top(self):
        return self[-1] if self else None

s = Stack().push(1).push(2)
s += [3]
print(s, s.top, Stack().top, isinstance(s, list))

class Upper(str):
    def __len__(self):
        return super().__len__() * 2

print(len(Upper("abc")), Upper("abc").upper())
