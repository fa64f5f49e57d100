"""`dataclasses`: its decorator writes source from the names of fields, so they must be names."""

from __future__ import annotations

import dataclasses
import keyword
from typing import TYPE_CHECKING, Any, Final

from ...interpreter.policy_seam import PolicyError
from ..classes import checked_class
from ..definitions import may_bind
from ..objects import class_dict, is_class

if TYPE_CHECKING:
    from collections.abc import Callable


def _check_fields(cls: Any) -> None:
    names = class_dict(cls).get("__annotations__") if is_class(cls) else None
    for name in dict(names or {}):
        if not _is_field_name(name):
            raise PolicyError("name", f"{name!r} is no name for a field", hint="Use an identifier.")


def _is_field_name(name: object) -> bool:
    return (
        type(name) is str
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and may_bind(name, in_class=True)
    )


def dataclass(cls: Any = None, /, **options: Any) -> Any:
    """Do what `dataclasses.dataclass` does."""

    def decorate(cls: Any) -> Any:
        _check_fields(cls)
        return dataclasses.dataclass(**options)(cls)

    return decorate if cls is None else decorate(cls)


def make_dataclass(cls_name: str, fields: Any, **options: Any) -> Any:
    """Do what `dataclasses.make_dataclass` does."""
    fields = list(fields)
    for field in fields:
        name = field if isinstance(field, str) else field[0]
        if isinstance(name, str) and not may_bind(str.__str__(name), in_class=True):
            raise PolicyError("name", f"{name!r} is no name for a field")
    make: Callable[..., Any] = dataclasses.make_dataclass
    return checked_class(make(cls_name, fields, **options))


NAMES: Final = {"dataclass": dataclass, "make_dataclass": make_dataclass}
