import math; from math import sqrt as root, pi as PI

a = 3; b = 4
c = root(a*a + b*b); print(c)
angle = math.degrees(math.atan2(b, a)); print("%.4f" % angle)
print(
    "area of circle:",
    round(PI * c ** 2, 4),
)
total = (
    1
    + 2
    + 3
)
long_sum = 1 + \
    2 + \
    3
print(total == long_sum, total)
if total > 5: print("greater"); print("than five")
x = y = 0
while x < 3: x += 1; y += x
print(x, y)
result = "even" if y % 2 == 0 else "odd"
result
