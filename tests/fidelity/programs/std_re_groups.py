import re

log = """2024-01-05 ERROR disk full (code=28)
2024-01-06 INFO started
2024-02-11 ERROR timeout (code=110)"""
pattern = re.compile(r"^(?P<date>\d{4}-(?P<month>\d\d)-\d\d) (?P<level>[A-Z]+) (?P<msg>.*?)(?: \(code=(\d+)\))?$", re.M)
for m in pattern.finditer(log):
    print(m["date"], m.group("level", "msg"), m.groups()[-1], m.groupdict()["month"], m.span("level"))
print(re.findall(r"\d+", "a1b22c333"), re.split(r"[,;]\s*", "x, y;z,w"), re.findall(r"(\w)(\d)", "a1b2"))
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "3 apples and 12 pears"))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.subn("o", "0", "foo boo"))
print(bool(re.fullmatch(r"[01]+", "0110")), re.match(r"b", "abc"), re.escape("a.b*c"))
print(re.search(r"(?i)PYTHON", "I like python").start(), re.findall(r"(?<=\$)\d+(?!\d)", "$5 and $77"))
verbose = re.compile(r"""
    ([+-]?\d+)    # coefficient
    x\^(\d+)      # power
""", re.VERBOSE)
print({int(p): int(c) for c, p in verbose.findall("3x^2 -5x^1 +7x^0")})
