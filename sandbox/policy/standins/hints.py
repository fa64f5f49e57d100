"""`typing.get_type_hints`: it evaluates text, so the text is checked first."""

from __future__ import annotations

import ast
import typing
from typing import Any, Final

from ..expressions import check_expression
from ..frames import nearest_program_frame
from ..objects import class_dict, is_class

if typing.TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH: Final = 20
"""Nesting of type arguments that is looked through; deeper ones are refused by typing itself."""


def _texts(annotation: Any, depth: int = 0) -> Iterator[str]:
    """Yield the source text of every forward reference within an annotation."""
    if isinstance(annotation, str):
        yield from _nested_texts(str.__str__(annotation), depth)
    elif isinstance(annotation, typing.ForwardRef):
        yield from _nested_texts(annotation.__forward_arg__, depth)
    elif depth < _MAX_DEPTH:
        for inner in getattr(annotation, "__args__", None) or ():
            yield from _texts(inner, depth + 1)


def _nested_texts(text: str, depth: int) -> Iterator[str]:
    """Yield a text and those quoted in it: typing evaluates what it finds, again and again."""
    yield text
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and depth < _MAX_DEPTH:
            yield from _nested_texts(node.value, depth + 1)


def check_annotations(obj: Any) -> None:
    """Raise PolicyError if evaluating the annotations of `obj` would do more than name types."""
    holders = type.mro(obj) if is_class(obj) else [obj]
    for holder in holders:
        names = class_dict(holder) if is_class(holder) else _instance_dict(holder)
        annotations = names.get("__annotations__")
        for annotation in dict(annotations or {}).values():
            for text in _texts(annotation):
                check_expression(text)


def _instance_dict(holder: Any) -> dict[str, Any]:
    return {"__annotations__": getattr(holder, "__annotations__", None)}


def get_type_hints(
    obj: Any,
    globalns: dict[str, Any] | None = None,
    localns: dict[str, Any] | None = None,
    include_extras: bool = False,
) -> dict[str, Any]:
    """Do what `typing.get_type_hints` does, in the program's own namespace."""
    check_annotations(obj)
    frame = nearest_program_frame()
    if globalns is None:
        globalns = frame.f_globals if frame is not None else {}
        if localns is None and frame is not None and is_class(obj):
            localns = dict(frame.f_locals)
    elif frame is not None and isinstance(globalns, dict):
        # Where there are none, Python adds those of the function that evaluates: the real ones.
        dict.setdefault(globalns, "__builtins__", frame.f_builtins)
    return typing.get_type_hints(obj, globalns, localns, include_extras)


NAMES: Final = {"get_type_hints": get_type_hints}
