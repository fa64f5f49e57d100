"""Which special names a program may bind, and where.

A class may define what operators, statements and the standard library call. It may not define
what speaks to native code about memory (`__array_interface__`, `__buffer__`), what pickling
would call (`__reduce__`), or what lies about the class itself (`__class__`).
"""

from __future__ import annotations

from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    GenericAlias,
    MemberDescriptorType,
    MethodType,
    ModuleType,
    TracebackType,
)
from typing import Final

from .names import GUARDED_NAMES, PLAIN_DUNDERS, REFUSED_NAMES, is_dunder
from .words import words

DEFINABLE: Final = (
    PLAIN_DUNDERS
    - {"__class__", "__cause__", "__context__", "__traceback__", "__members__"}
    - {"__dataclass_fields__", "__dataclass_params__", "__module__", "__name__"}
) | words("""
    __getattr__ __getattribute__ __setattr__ __delattr__ __subclasshook__ __getstate__
    __setstate__ __getnewargs__ __getnewargs_ex__ __fspath__ __dict__ __weakref__
""")
"""Special names that a class body may bind, of those that Python knows."""

_KNOWN: Final = (
    REFUSED_NAMES
    | GUARDED_NAMES
    | {
        name
        for kind in (
            *(type, object, int, str, bytes, dict, memoryview, property, super, BaseException),
            *(FunctionType, MethodType, ModuleType, BuiltinFunctionType, GeneratorType),
            *(CoroutineType, AsyncGeneratorType, CodeType, FrameType, TracebackType),
            *(MemberDescriptorType, GenericAlias),
        )
        for name in dir(kind)
    }
    | words("""
        __members__ __dataclass_fields__ __dataclass_params__ __wrapped__ __signature__ __path__
        __dataframe__ __cuda_array_interface__ __getinitargs__ __array_namespace__
        __arrow_c_array__ __arrow_c_stream__ __arrow_c_schema__ __classcell__ __classdictcell__
        __static_attributes__ __firstlineno__ __type_params__ __classdict__
    """)
)
"""Special names that mean something to Python or to native code; any other is only a name."""

MODULE_DUNDERS: Final = words("""
    __all__ __version__ __author__ __doc__ __license__ __copyright__ __credits__ __email__
    __date__ __status__ __maintainer__ __annotations__ __future__
""")
"""Special names that a program may bind outside classes: what scripts say about themselves."""

UNREADABLE: Final = frozenset({"__builtins__", "__build_class__", "__loader__", "__spec__"})
"""Special variables that a program may not read."""


def may_bind(name: str, *, in_class: bool) -> bool:
    """Tell whether a program may bind the variable `name` there."""
    if is_dunder(name):
        if in_class:
            return name in DEFINABLE or name not in _KNOWN
        return name in MODULE_DUNDERS
    return name not in REFUSED_NAMES
