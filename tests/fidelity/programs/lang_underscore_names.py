_cache = {}
_LIMIT = 30
__version__ = "1.0"

def _fib(n):
    if n < 2:
        return n
    if n not in _cache:
        _cache[n] = _fib(n - 1) + _fib(n - 2)
    return _cache[n]

for _ in range(3):
    pass
a, _, c = (1, 2, 3)
print(a, _, c)
result_ = [_fib(k) for k in range(_LIMIT)]
print(result_[-1], len(_cache), __version__)
_ = lambda s: s.upper()
print(_("done"))
for _i, _v in enumerate(result_[:3]):
    print(_i, _v)
