import operator as op
from operator import itemgetter, attrgetter, methodcaller
from collections import namedtuple

P = namedtuple("P", "name age")
people = [P("Bob", 30), P("Ann", 25), P("Cy", 30)]
print(sorted(people, key=attrgetter("age", "name")))
print(list(map(itemgetter(0), people)), itemgetter(1, 3)("abcd"), itemgetter(slice(1, 3))("abcd"))
print(list(map(methodcaller("upper"), ["x", "y"])), methodcaller("split", ",")("1,2"))
ops = {"+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "//": op.floordiv, "%": op.mod, "**": op.pow}
print({s: f(17, 5) for s, f in ops.items()})
print(op.lt(1, 2), op.contains([1, 2], 2), op.countOf([1, 1, 2], 1), op.indexOf("abc", "c"), op.not_(0), op.xor(5, 3))

def rpn(expr):
    stack = []
    for t in expr.split():
        if t in ops:
            b, a = stack.pop(), stack.pop()
            stack.append(ops[t](a, b))
        else:
            stack.append(float(t))
    return stack.pop()

print(rpn("3 4 + 2 * 7 /"), rpn("2 3 ** 1 -"))
a = [1, 2]
a = op.iadd(a, [3])
op.setitem(a, 0, 9)
a, op.getitem(a, -1), op.concat("a", "b"), op.neg(4)
