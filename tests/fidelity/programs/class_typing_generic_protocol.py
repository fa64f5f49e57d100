from typing import Generic, TypeVar, Protocol, runtime_checkable, TypedDict, Iterable, Literal, Final, Any, Union, cast, overload

T = TypeVar("T")

class Stack(Generic[T]):
    def __init__(self) -> None:
        self._items: list[T] = []
    def push(self, item: T) -> "Stack[T]":
        self._items.append(item)
        return self
    def pop(self) -> T:
        return self._items.pop()
    def __len__(self) -> int:
        return len(self._items)

@runtime_checkable
class HasArea(Protocol):
    def area(self) -> float: ...

class Square:
    def __init__(self, s: float) -> None:
        self.s = s
    def area(self) -> float:
        return self.s * self.s

class Config(TypedDict, total=False):
    name: str
    tol: float

MAX: Final = 10
Mode = Literal["fast", "slow"]

def largest(shapes: Iterable[HasArea], mode: Mode = "fast") -> Union[float, None]:
    return max((s.area() for s in shapes), default=None)

s: Stack[int] = Stack()
s.push(1).push(2)
print(s.pop(), len(s), largest([Square(2), Square(3)]), largest([]))
print(isinstance(Square(1), HasArea), isinstance(3, HasArea))
cfg: Config = {"name": "run", "tol": 1e-9}
print(cfg, cast(Any, MAX) + 1)
