print("%d items, %s, %r" % (5, "text", "quoted"))
print("%5d|%-5d|%05d|%+d" % (42, 42, 42, 42))
print("%.3f %10.2f %-10.2f| %e %g" % (3.14159, 2.5, 2.5, 12345.678, 0.00001234))
print("%x %X %o %c %%" % (255, 255, 8, 65))
print("%(name)s scored %(score).1f" % {"name": "Bob", "score": 91.25})
print("%s and %s" % ([1, 2], {"a": 1}))
print("%*d" % (6, 7), "%.*f" % (2, 3.14159))
print("single: %s" % 5, "tuple: %s" % ((1, 2),))
rows = [("sum", 10), ("product", 24)]
for label, v in rows:
    print("%-10s%6d" % (label, v))
"%08.3f" % -3.5
