values = [1, 2, 3, 4]
total = sum(values)
del values[0], values[-1]
print(values, total)
d = {"a": 1, "b": {"c": 2}}
del d["b"]["c"]
print(d)
sum_ = 0
max_value = float("-inf")
for list_item in [3, 1, 2]:
    sum_ += list_item
    if list_item > max_value:
        max_value = list_item
print(sum_, max_value)

class Obj:
    pass

o = Obj()
o.value = 3
o.tags = ["x"]
o.tags += ["y"]
print(hasattr(o, "value"), getattr(o, "missing", "default"))
setattr(o, "extra", 9)
del o.value
print(hasattr(o, "value"), o.extra, o.tags)
