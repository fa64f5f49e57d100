"""The run-time half of the policy for attributes: guards that look at the object.

    <attribute>(x, "name")  ┐                          ┌▶ PLAIN: the attribute
    getattr(x, name)        ┼▶ access_of(name) ────────┼▶ GUARDED: a rule for the name decides
    accessors, see below    ┘                          └▶ REFUSED: AttributeRefusedError

A rule gets the object, the name and how to fetch the attribute, so that one rule serves `getattr`
and `object.__getattribute__` alike.
"""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodDescriptorType
from types import ModuleType as Module
from typing import Any, Final, TypeAlias

from .codefacts import CodeFacts
from .frames import is_program_function
from .names import Access, access_of
from .objects import class_dict, danger, is_class, is_program_class
from .refusals import refuse_attribute
from .storing import check_deletion, check_store
from .templates import check_template

Fetch: TypeAlias = Callable[[], Any]
Rule: TypeAlias = Callable[[Any, str, Fetch], Any]


def read(obj: Any, name: str, fetch: Fetch) -> Any:
    """Return what `fetch` gives if the program may have it; else AttributeRefusedError."""
    access = access_of(name)
    if access is Access.PLAIN:
        return fetch()
    if access is Access.REFUSED:
        raise refuse_attribute(name, obj)
    return _RULES.get(name, _own)(obj, name, fetch)


def guarded_attribute(obj: Any, name: str, /) -> Any:
    """Do what `obj.name` does, for a name that is guarded."""
    return read(obj, name, lambda: getattr(obj, name))


def guarded_getattr(obj: Any, name: Any, /, *default: Any) -> Any:
    """Do what the built-in `getattr` does."""
    if type(name) is not str:
        # A subclass could answer differently each time; a non-text is getattr's own error.
        name = str.__str__(name) if isinstance(name, str) else name
    if type(name) is not str or access_of(name) is Access.PLAIN:
        return getattr(obj, name, *default)
    return read(obj, name, lambda: getattr(obj, name, *default))


def guarded_hasattr(obj: Any, name: Any, /) -> bool:
    """Do what the built-in `hasattr` does: what may not be had is not there."""
    try:
        guarded_getattr(obj, name)
    except AttributeError:
        return False
    return True


def guarded_setattr(obj: Any, name: Any, value: Any, /) -> None:
    """Do what the built-in `setattr` does."""
    name = str.__str__(name) if isinstance(name, str) else name
    if type(name) is str:
        check_store(obj, name, value)
    setattr(obj, name, value)


def guarded_delattr(obj: Any, name: Any, /) -> None:
    """Do what the built-in `delattr` does."""
    name = str.__str__(name) if isinstance(name, str) else name
    if type(name) is str:
        check_deletion(obj, name)
    delattr(obj, name)


def guarded_assignment(value: Any, obj: Any, name: str, /) -> None:
    """Do what `obj.name = value` does, for a special name or an imported object."""
    check_store(obj, name, value)
    setattr(obj, name, value)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────


def _own(obj: Any, name: str, fetch: Fetch) -> Any:
    """Attributes that the program defined itself, on its own classes and their objects."""
    value = fetch()
    owner = _owner(obj, name)
    if (is_program_class(owner) if owner is not None else _holds_itself(obj)) and not danger(value):
        return value
    raise refuse_attribute(name, obj)


def _owner(obj: Any, name: str) -> Any:
    """Return the class that defines `name` for obj, None if no class does."""
    classes = type(obj).__mro__
    if is_class(obj):
        classes = (*type.mro(obj), *classes)
    elif type(obj) is super:
        bound: Any = obj
        classes = (*bound.__self_class__.__mro__[1:], *classes)
    return next((cls for cls in classes if name in class_dict(cls)), None)


def _holds_itself(obj: Any) -> bool:
    """Tell whether what no class of obj defines was put there by the program (or by us)."""
    kind = type(obj)
    return (
        is_program_class(kind)
        or issubclass(kind, Module)
        or (kind is FunctionType and is_program_function(obj))
        or (is_class(obj) and is_program_class(obj))
    )


def _lineage(obj: Any, name: str, fetch: Fetch) -> Any:
    """`mro`, `__bases__` and kin: of the program's classes, whose family is its own."""
    if is_class(obj) and not is_program_class(obj):
        raise refuse_attribute(name, obj, hint="Use isinstance or issubclass.")
    return fetch() if is_class(obj) else _own(obj, name, fetch)


def _namespace(obj: Any, name: str, fetch: Fetch) -> Any:
    """Rule for `__dict__`: live for the program's own objects, never what holds a way out."""
    value = fetch()
    if is_class(obj):
        if is_program_class(obj):
            return value
        raise refuse_attribute(name, obj, hint="Use dir().")
    names = value.values() if type(value) in (dict, MappingProxyType) else ()
    why = next(filter(None, map(danger, names)), None)
    if why:
        raise refuse_attribute(name, obj, why)
    return dict(value) if issubclass(type(obj), Module) else value


def _result(obj: Any, name: str, fetch: Fetch) -> Any:
    """Names that are dangerous only for what is found there."""
    value = fetch()
    why = danger(value)
    if why:
        raise refuse_attribute(name, obj, why)
    return value


def _of_function(obj: Any, name: str, fetch: Fetch) -> Any:
    """`__closure__`, `__defaults__`: of the program's functions; a library's may hold anything."""
    value = fetch()
    if type(obj) is FunctionType and is_program_function(obj):
        return value
    raise refuse_attribute(name, obj, hint="Use inspect.signature.")


def _code(obj: Any, name: str, fetch: Fetch) -> Any:
    """`__code__`: the facts that programs print, not the object."""
    return CodeFacts.of(_of_function(obj, name, fetch))


def _template(obj: Any, name: str, fetch: Fetch) -> Any:
    """`format` and `format_map`: of text, checked for the attributes that it reads."""
    method = fetch()
    if type(method) is BuiltinFunctionType and isinstance(method.__self__, str):
        check_template(str.__str__(method.__self__))
        return method
    if type(method) is MethodDescriptorType and method.__objclass__ is str:
        return _checked_format(method)
    return _result(obj, name, lambda: method)


def _checked_format(method: Any) -> Callable[..., str]:
    def format_text(template: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(template, str):
            check_template(str.__str__(template))
        return method(template, *args, **kwargs)

    return format_text


def _reader(obj: Any, name: str, fetch: Fetch) -> Any:
    """`object.__getattribute__` and kin: attributes by a text, so they come through here again."""
    raw = fetch()

    def get(*args: Any) -> Any:
        wanted = args[-1] if args else None
        if type(wanted) is not str:
            return raw(*args[:-1], str.__str__(wanted) if isinstance(wanted, str) else wanted)
        target = args[0] if len(args) > 1 else getattr(raw, "__self__", obj)
        return read(target, wanted, lambda: raw(*args))

    return get


def _writer(obj: Any, name: str, fetch: Fetch) -> Any:
    """`object.__setattr__` and `__delattr__`, bound or not."""
    raw = fetch()
    names_from_end = 2 if name == "__setattr__" else 1

    def put(*args: Any) -> Any:
        if len(args) < names_from_end or not isinstance(args[-names_from_end], str):
            return raw(*args)
        wanted = str.__str__(args[-names_from_end])
        target = args[0] if len(args) > names_from_end else getattr(raw, "__self__", obj)
        if names_from_end == 2:
            check_store(target, wanted, args[-1])
        else:
            check_deletion(target, wanted)
        return raw(*args)

    return put


_FOUND_THERE: Final = (
    *("__self__", "__func__", "__wrapped__", "obj", "_module"),
    *("_flavour", "parser", "_globber", "pathmod"),  # of paths: a module
)

_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(("mro", "__mro__", "__bases__", "__base__", "__subclasses__"), _lineage),
    **dict.fromkeys(("__closure__", "__defaults__", "__kwdefaults__"), _of_function),
    **dict.fromkeys(_FOUND_THERE, _result),
    **dict.fromkeys(("__getattribute__", "__getattr__"), _reader),
    **dict.fromkeys(("__setattr__", "__delattr__"), _writer),
    **dict.fromkeys(("format", "format_map"), _template),
    "__dict__": _namespace,
    "__code__": _code,
}
"""Rules by name; any other guarded name goes by `_own`."""
