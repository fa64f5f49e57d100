import copy

original = {"list": [1, [2, 3]], "n": 5}
alias = original
shallow = copy.copy(original)
deep = copy.deepcopy(original)
original["list"][1].append(4)
original["n"] = 6
print(alias, shallow, deep, sep="\n")
print(alias is original, shallow["list"] is original["list"], deep["list"] is original["list"])

class Node:
    def __init__(self, v, children=()):
        self.v = v
        self.children = list(children)

class Custom:
    def __init__(self, x):
        self.x = x
    def __copy__(self):
        return Custom(self.x + 1)
    def __deepcopy__(self, memo):
        return Custom(self.x * 100)

root = Node(1, [Node(2), Node(3)])
twin = copy.deepcopy(root)
twin.children[0].v = 99
print(root.children[0].v, twin.children[0].v)
print(copy.copy(Custom(1)).x, copy.deepcopy(Custom(2)).x)
loop = [1]
loop.append(loop)
print(copy.deepcopy(loop))
a = [[0] * 2] * 2
a[0][0] = 1
a
