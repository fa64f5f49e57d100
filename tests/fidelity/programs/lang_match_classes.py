from dataclasses import dataclass

@dataclass
class Num:
    value: float

@dataclass
class BinOp:
    op: str
    left: "Num | BinOp"
    right: "Num | BinOp"

def evaluate(node):
    match node:
        case Num(value):
            return value
        case BinOp("+", left, right):
            return evaluate(left) + evaluate(right)
        case BinOp("*", Num(value=0), _) | BinOp("*", _, Num(value=0)):
            return 0
        case BinOp(op="*", left=l, right=r):
            return evaluate(l) * evaluate(r)
        case BinOp(op=other):
            raise NotImplementedError(other)

tree = BinOp("+", Num(2), BinOp("*", Num(3), BinOp("+", Num(4), Num(1))))
print(tree)
print(evaluate(tree), evaluate(BinOp("*", Num(0), tree)))
try:
    evaluate(BinOp("-", Num(1), Num(1)))
except NotImplementedError as exc:
    print("not implemented:", exc)
