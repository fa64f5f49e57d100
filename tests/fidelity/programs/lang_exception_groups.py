def check(values):
    errors = []
    for v in values:
        if not isinstance(v, int):
            errors.append(TypeError(f"{v!r} is no int"))
        elif v < 0:
            errors.append(ValueError(f"{v} < 0"))
    if errors:
        raise ExceptionGroup("bad input", errors)
    return sum(values)

print(check([1, 2, 3]))
try:
    check([1, -2, "x", -4])
except* ValueError as group:
    print("values:", [str(e) for e in group.exceptions])
except* TypeError as group:
    print("types:", [str(e) for e in group.exceptions])

try:
    raise ExceptionGroup("outer", [ExceptionGroup("inner", [KeyError("k")]), IndexError("i")])
except ExceptionGroup as eg:
    print(eg.message, len(eg.exceptions))
    print(eg.subgroup(KeyError) is not None)
