from contextlib import contextmanager, suppress, ExitStack, redirect_stdout, nullcontext, closing
from io import StringIO

@contextmanager
def tag(name, log):
    log.append(f"<{name}>")
    try:
        yield name.upper()
    except KeyError as e:
        log.append(f"caught {e}")
    finally:
        log.append(f"</{name}>")

log = []
with tag("a", log) as A, tag("b", log) as B:
    log.append(A + B)
with tag("c", log):
    {}["missing"]
print(log)

with suppress(ZeroDivisionError, IndexError):
    [][1]
print("survived")

with ExitStack() as stack:
    names = [stack.enter_context(tag(n, log)) for n in "xyz"]
    stack.callback(log.append, "callback")
print(names, log[-4:])

buffer = StringIO()
with redirect_stdout(buffer):
    print("captured", 42)
print(repr(buffer.getvalue()))
with nullcontext(5) as five:
    print(five)
