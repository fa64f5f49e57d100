x = "outer"
values = [x for x in range(3)]
print(x, values)

funcs = [lambda k, i=i: k * i for i in range(4)]
print([f(10) for f in funcs])
late = [lambda: i for i in range(4)]
print([f() for f in late])

def scale(factor):
    return [factor * v for v in values]

print(scale(5))

class Table:
    size = 3
    cells = [v * 2 for v in range(size)]
    names = [f"c{i}" for i in range(3)]

print(Table.cells, Table.names)
matrix = [[(r, c) for c in range(r)] for r in range(4)]
print(matrix)
