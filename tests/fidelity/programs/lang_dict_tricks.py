words = "to be or not to be that is the question".split()
freq = {}
for w in words:
    freq[w] = freq.get(w, 0) + 1
print(sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
groups = {}
for w in words:
    groups.setdefault(len(w), set()).add(w)
print({k: sorted(v) for k, v in sorted(groups.items())})
a = {"x": 1, "y": 2}
b = {"y": 3, "z": 4}
print(a | b, {**b, **a}, a.keys() & b.keys(), sorted(a.items() - b.items()))
a |= b
print(a.pop("x"), a.pop("nope", None), list(a), len(a))
d = dict.fromkeys("abc", 0)
d.update(b=5, c=6)
print(d, max(d, key=d.get), "b" in d, list(d.values())[::-1])
nested = {"p": {"q": [1, {"r": 2}]}}
print(nested["p"]["q"][1]["r"])
del d["a"]
for k in list(d):
    if d[k] > 5:
        del d[k]
d
