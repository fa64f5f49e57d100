from collections import defaultdict, OrderedDict, ChainMap

graph = defaultdict(list)
for u, v in [(1, 2), (1, 3), (2, 4), (3, 4), (4, 1)]:
    graph[u].append(v)
print(dict(graph), graph[99], len(graph))
tree = lambda: defaultdict(tree)
t = tree()
t["a"]["b"]["c"] = 1
print(t["a"]["b"]["c"], sorted(t["a"]))
by_residue = defaultdict(lambda: [0, 0])
for n in range(50):
    by_residue[n * n % 7][0] += 1
    by_residue[n * n % 7][1] += n
print(sorted(by_residue.items()))

class LRU(OrderedDict):
    def __init__(self, cap):
        super().__init__()
        self.cap = cap
    def use(self, k):
        self[k] = self.pop(k, 0) + 1
        if len(self) > self.cap:
            self.popitem(last=False)

lru = LRU(3)
for k in "abcadbe":
    lru.use(k)
print(list(lru.items()))
defaults, user = {"color": "red", "size": 1}, {"size": 5}
cm = ChainMap(user, defaults)
print(cm["size"], cm["color"], dict(cm), len(cm.maps))
cm.new_child({"size": 9})["size"]
