import json

record = {"name": "test", "values": [1, 2.5, None, True], "nested": {"π": "≈3.14", "list": []}}
text = json.dumps(record)
print(text)
print(json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False))
back = json.loads(text)
print(back == record, back["nested"]["list"])
print(json.dumps({1: "int key", None: 0}), json.dumps([float("inf")]), json.dumps("a\"b"))
print(json.dumps((1, 2), separators=(",", ":")), json.loads("[1, 2.0, 1e3, -0]"))
try:
    json.loads("{bad}")
except json.JSONDecodeError as e:
    print("invalid at", e.pos, "line", e.lineno)

class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)

print(json.dumps({"s": {3, 1, 2}}, cls=Encoder))
print(json.dumps({"c": 2 + 1j}, default=lambda o: [o.real, o.imag]))
json.loads('{"a": 1, "b": 2}', object_hook=lambda d: sorted(d.items()))
