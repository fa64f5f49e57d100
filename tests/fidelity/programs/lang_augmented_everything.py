class Box:
    count = 0

x = 10
x += 5; x -= 3; x *= 4; x //= 5; x **= 2; x %= 50
print(x)
y = 0b1100
y |= 0b0011
y &= 0b0110
y ^= 0b1111
y <<= 3
y >>= 1
print(bin(y))
z = 7
z /= 2
print(z)

d = {"a": 1}
d["a"] += 41
d.setdefault("b", []).append(1)
d["b"] += [2, 3]
b = Box()
b.count += 2
Box.count += 1
nested = [[0] * 3 for _ in range(2)]
nested[1][2] -= 9
s = "ab"
s *= 3
t = (1, 2)
t += (3,)
print(d, b.count, Box.count, nested, s, t)
