from pprint import pprint, pformat

data = {
    "name": "experiment",
    "runs": [{"id": i, "values": [i * k for k in range(6)], "ok": i % 2 == 0} for i in range(4)],
    "matrix": [[i ^ j for j in range(8)] for i in range(3)],
    "empty": {},
    "tuple": (1, "two", None),
}
pprint(data)
pprint(data, width=120, compact=True)
pprint(list(range(30)), width=40, compact=True)
pprint({"b": 1, "a": 2}, sort_dicts=False)
print(pformat({3: "c", 1: "a"}))
len(pformat(data).splitlines())
