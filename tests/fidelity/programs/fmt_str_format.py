print("{} + {} = {}".format(2, 3, 5))
print("{1} before {0}, {1} again".format("b", "a"))
print("{name} is {age:d} years".format(name="Ann", age=30))
print("{:>8} | {:<8} | {:^8} |".format("right", "left", "mid"))
print("{:*>10.2f} {:+.3e} {:,}".format(3.14159, 12345.678, 9876543))
print("{0:b} {0:o} {0:x} {0:#X}".format(255))
print("{:{w}.{p}f}|{!r:>6}".format(2.71828, "x", w=10, p=3))
print("{{literal}} {:%}".format(0.25))
template = "{:<10}{:>8}{:>10}"
print(template.format("item", "qty", "price"))
for row in [("apple", 3, 1.25), ("kiwi", 12, 0.5)]:
    print(template.format(*row))
data = {"x": 1, "y": 2}
print("x={x}, y={y}".format(**data), "{x}-{y}".format_map(data))
"{:.4f}".format(2 ** 0.5)
