def parse(text):
    try:
        value = int(text)
    except ValueError as err:
        print("bad:", err)
        return None
    except (TypeError, OverflowError):
        print("type")
        raise
    else:
        print("ok:", value)
        return value
    finally:
        print("done with", repr(text))

results = [parse(t) for t in ("12", "x7", " 8 ")]
print(results)
try:
    parse(None)
except TypeError as e:
    print(type(e).__name__)

def order():
    for i in range(3):
        try:
            if i == 1:
                continue
            yield i
        finally:
            yield -i

print(list(order()))
