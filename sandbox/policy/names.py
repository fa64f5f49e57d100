"""What may be said of an attribute when only its name is known.

    name ─▶ access_of ─▶ PLAIN     compiled as CPython would: no object makes it dangerous
                    ├──▶ GUARDED   compiled to a call of a guard, which looks at the object
                    └──▶ REFUSED   no program needs it, on some objects it leads out

PLAIN must hold for every object that a program can reach; tests/sandbox/policy/test_reachability.py
walks that graph and looks for a way out.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from .base import INSPECT_ATTRIBUTES
from .words import words


class Access(Enum):
    """How an attribute name is treated."""

    PLAIN = "plain"
    GUARDED = "guarded"
    REFUSED = "refused"


REFUSED_NAMES: Final = frozenset(INSPECT_ATTRIBUTES) | words("""
    ag_await ag_frame ag_code ag_yieldfrom cr_frame cr_code gi_frame gi_code f_generator
    f_builtins f_globals f_locals f_back f_code f_trace tb_frame co_code co_consts co_names
    __globals__ __builtins__ __reduce__ __reduce_ex__ __loader__ __spec__ __path__ __cached__
    __file__ __array_interface__ __array_struct__ __buffer__ __release_buffer__ __dlpack__
    __dlpack_device__ __objclass__ __prepare__ __import__ __build_class__ __pyx_capi__
    __thisclass__ __self_class__ __weakref__ func_globals func_code func_closure func_dict
    func_defaults
""")
"""Names of frames, code, globals, loaders, pickling and raw memory."""

PLAIN_DUNDERS: Final = words("""
    __name__ __qualname__ __doc__ __module__ __class__ __annotations__ __version__ __author__
    __all__ __slots__ __match_args__ __type_params__ __init__ __new__ __del__ __post_init__
    __repr__ __str__ __bytes__ __format__ __hash__ __bool__ __call__ __len__ __length_hint__
    __getitem__ __setitem__ __delitem__ __missing__ __iter__ __next__ __reversed__ __contains__
    __add__ __sub__ __mul__ __matmul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__
    __lshift__ __rshift__ __and__ __xor__ __or__ __radd__ __rsub__ __rmul__ __rmatmul__
    __rtruediv__ __rfloordiv__ __rmod__ __rdivmod__ __rpow__ __rlshift__ __rrshift__ __rand__
    __rxor__ __ror__ __iadd__ __isub__ __imul__ __imatmul__ __itruediv__ __ifloordiv__ __imod__
    __ipow__ __ilshift__ __irshift__ __iand__ __ixor__ __ior__ __neg__ __pos__ __abs__ __invert__
    __complex__ __int__ __float__ __index__ __round__ __trunc__ __floor__ __ceil__ __eq__ __ne__
    __lt__ __le__ __gt__ __ge__ __enter__ __exit__ __aenter__ __aexit__ __await__ __aiter__
    __anext__ __get__ __set__ __delete__ __set_name__ __init_subclass__ __class_getitem__
    __instancecheck__ __subclasscheck__ __mro_entries__ __dir__ __sizeof__ __copy__ __deepcopy__
    __cause__ __context__ __suppress_context__ __traceback__ __notes__ __dataclass_fields__
    __dataclass_params__ __members__ __abstractmethods__ __isabstractmethod__ __args__ __origin__
    __parameters__ __metadata__ __supertype__ __required_keys__ __optional_keys__ __total__
    __orig_bases__ __bound__ __constraints__ __value__ __forward_arg__ __text_signature__
    __signature__ __array__ __array_priority__ __array_ufunc__ __array_function__ __array_wrap__
    __array_finalize__
""")
"""Special attributes that lead to nothing but values, or to methods that any operator calls."""

GUARDED_NAMES: Final = words("""
    format format_map mro obj ctypes cffi capsule tofile to_pickle to_hdf to_sql to_clipboard
    pathmod from_custom_template subprocess_exec subprocess_shell create_subprocess_exec
    create_subprocess_shell create_connection create_unix_connection create_unix_server
    create_datagram_endpoint connect_read_pipe connect_write_pipe set_default_executor
    sock_connect sock_sendfile getaddrinfo getnameinfo create_server connect_accepted_socket
    start_tls add_reader add_writer add_signal_handler load_module exec_module find_spec _module
    _ctypes _getframe _current_frames _evaluate from_callable _construct_argparser
    _parse_arg_template _flavour parser _globber
""")
"""Names that people give to their own attributes and that lead out on some library's objects.

They hold modules, files, processes or raw memory, or read attributes by a text they are given.
"""

ATTRIBUTE_GUARD: Final = "<attribute>"
ASSIGNMENT_GUARD: Final = "<assignment>"
CLASS_GUARD: Final = "<class>"
MATCH_GUARD: Final = "<match>"
GUARDS: Final = frozenset({ATTRIBUTE_GUARD, ASSIGNMENT_GUARD, CLASS_GUARD, MATCH_GUARD})
"""Names of the guards among the built-ins. No source can spell them, so none can shadow them."""


def is_dunder(name: str) -> bool:
    """Tell whether `name` has the form of Python's own special names, `__x__`."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def _classify(name: str) -> Access:
    if name in REFUSED_NAMES:
        return Access.REFUSED
    if name in GUARDED_NAMES:
        return Access.GUARDED
    if is_dunder(name) and name not in PLAIN_DUNDERS:
        return Access.GUARDED
    return Access.PLAIN


_CACHE_SIZE: Final = 20_000
"""Names remembered; a program that makes up more is merely classified anew."""

_cache: dict[str, Access] = {}


def access_of(name: str) -> Access:
    """Classify an attribute name; `name` is exactly a str, not a subclass that lies."""
    known = _cache.get(name)
    if known is None:
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        known = _cache[name] = _classify(name)
    return known


def mangled(name: str, class_name: str | None) -> str:
    """Return the name that a private attribute has after compilation within `class_name`."""
    if class_name is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    owner = class_name.lstrip("_")
    return f"_{owner}{name}" if owner else name
