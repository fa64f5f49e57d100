"""What a program may know of its functions' code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from types import CodeType


class CodeFacts(msgspec.Struct, frozen=True):
    """The numbers and names of a code object, without what could be run or changed."""

    co_name: str
    co_qualname: str
    co_argcount: int
    co_posonlyargcount: int
    co_kwonlyargcount: int
    co_nlocals: int
    co_varnames: tuple[str, ...]
    co_freevars: tuple[str, ...]
    co_cellvars: tuple[str, ...]
    co_flags: int
    co_stacksize: int
    co_firstlineno: int
    co_filename: str

    @classmethod
    def of(cls, code: CodeType) -> CodeFacts:
        """Copy the facts of `code`."""
        facts: dict[str, Any] = {name: getattr(code, name) for name in cls.__struct_fields__}
        return cls(**facts)
