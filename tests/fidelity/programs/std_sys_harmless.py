import sys

print(sys.maxsize, sys.maxsize.bit_length(), sys.byteorder, sys.version_info[0], sys.version_info >= (3, 11))
print(sys.float_info.epsilon, sys.float_info.max, sys.float_info.dig, sys.int_info.bits_per_digit)
old = sys.getrecursionlimit()
sys.setrecursionlimit(old + 500)
print(sys.getrecursionlimit() - old)
sys.setrecursionlimit(old)
sys.stdout.write("direct\n")
sys.stdout.flush()
sys.stderr.write("warning: nothing\n")
best = sys.maxsize
for v in (5, 3, 8):
    best = min(best, v)
print(best, sys.getsizeof([]) > 0, sys.intern("abc") is sys.intern("abc"))
def probe(n):
    return n if n == 0 else probe(n - 1)
probe(200)
