# people do this all the time
list_ = [3, 1, 2]
max = 10
sum = 0
for id in range(max):
    sum = sum + id
input = [4, 5, 6]
type = "demo"
str_ = "abc"
print(max, sum, id, input, type)
del max, sum, type, id, input
print(max(list_), sum(list_), type(list_).__name__)

def f(dict=None, set=()):
    return dict, set

print(f({"a": 1}), f(set=[1]))
min = lambda *a: "mine"
min(1, 2)
