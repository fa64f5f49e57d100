class Tree:
    def __init__(self):
        self.root = None

    class Node:
        __slots__ = ("key", "left", "right")
        def __init__(self, key):
            self.key, self.left, self.right = key, None, None

    def insert(self, key):
        if self.root is None:
            self.root = Tree.Node(key)
            return
        node = self.root
        while True:
            side = "left" if key < node.key else "right"
            child = getattr(node, side)
            if child is None:
                setattr(node, side, Tree.Node(key))
                return
            node = child

    def walk(self, node="root"):
        node = self.root if node == "root" else node
        if node:
            yield from self.walk(node.left)
            yield node.key
            yield from self.walk(node.right)

    def height(self):
        def h(n):
            return 0 if n is None else 1 + max(h(n.left), h(n.right))
        return h(self.root)

t = Tree()
x = 17
for _ in range(25):
    x = (x * 29 + 11) % 101
    t.insert(x)
print(list(t.walk()))
t.height()
