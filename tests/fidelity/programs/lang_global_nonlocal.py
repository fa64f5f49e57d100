counter = 0
history = []

def bump(by=1):
    global counter
    counter += by
    history.append(counter)

def make_accumulator(start=0):
    total = start
    def add(x):
        nonlocal total
        total += x
        return total
    def reset():
        nonlocal total
        total = start
    return add, reset

for k in (1, 2, 3):
    bump(k)
print(counter, history)

add, reset = make_accumulator(100)
print([add(v) for v in (1, 10, 100)])
reset()
print(add(5))

def define():
    global defined_later
    defined_later = "yes"

define()
defined_later
