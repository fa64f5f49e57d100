def grade(score):
    return "A" if score >= 90 else "B" if score >= 75 else "C" if score >= 50 else "F"

scores = [95, 75, 74, 50, 12]
print([grade(s) for s in scores])
print(all(0 <= s <= 100 for s in scores), 1 < 2 < 3 != 4)
print(not [] and "empty" or "full")
print(None or 0 or "last", [] and 1, 5 and 6)
x = None
print(x is None, x is not None, 3 in scores, 95 not in scores)
name = "" or "anonymous"
print(name)
value = (lambda v: v if v is not None else -1)(None)
print(value)
a = b = c = 7
print(a is b, a == b == c)
if a > 5: print("big")
del a
try:
    a
except NameError as e:
    print(e)
