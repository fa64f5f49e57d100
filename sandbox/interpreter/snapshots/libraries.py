"""What a program sets for a whole process: generators, precision, options, warnings, limits.

    Setting.read ─▶ a value that can be pickled ─▶ Setting.write, in the other process

Settings of libraries that nobody has loaded are left alone.
"""

from __future__ import annotations

import decimal
import importlib
import logging
import os
import random
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..before import loggers

if TYPE_CHECKING:
    from ..before import Before


class Setting(NamedTuple):
    """One thing that is set; `module` must be loaded for it to be there."""

    name: str
    module: str
    read: Callable[[], Any]
    write: Callable[[Any], object]


def settings(before: Before) -> list[Setting]:
    """Return the settings of what is loaded, generators last: bringing others back may draw."""
    own = Setting("logging", "logging", lambda: _loggers(before), _set_loggers)
    return [own, *(setting for setting in _SETTINGS if setting.module in sys.modules)]


def _library(name: str) -> Any:
    return importlib.import_module(name)


# ── Python ───────────────────────────────────────────────────────────────────────────────────────


def _set_warnings(filters: list[Any]) -> None:
    warnings.filters[:] = filters  # type: ignore[index]  # a list; the stubs let it be read only
    # What each warning was filtered to is cached by this number.
    vars(warnings)["_filters_mutated"]()


def _loggers(before: Before) -> dict[str, Any]:
    """Read what the session has set of loggers; the handlers that it found are its process's."""
    shown = {}
    for name, logger in loggers().items():
        handlers = [each for each in logger.handlers if id(each) not in before.handlers]
        shown[name] = (logger.level, logger.propagate, logger.disabled, handlers)
    return {name: state for name, state in shown.items() if state != (0, True, False, [])}


def _set_loggers(states: dict[str, Any]) -> None:
    for name, (level, propagate, disabled, handlers) in states.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled
        logger.handlers += handlers


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def _numpy_settings() -> Any:
    import numpy as np

    return np.get_printoptions(), np.geterr()


def _set_numpy(state: Any) -> None:
    import numpy as np

    np.set_printoptions(**state[0])
    np.seterr(**state[1])


def _numpy_generator() -> Any:
    import numpy as np

    return np.random.get_state(legacy=False)


def _set_numpy_generator(state: Any) -> None:
    import numpy as np

    np.random.set_state(state)


def _mpmath_settings() -> Any:
    mpmath = _library("mpmath")
    return mpmath.mp.prec, mpmath.mp.pretty, mpmath.mp.trap_complex, mpmath.iv.prec


def _set_mpmath(state: Any) -> None:
    mpmath = _library("mpmath")
    mpmath.mp.prec, mpmath.mp.pretty, mpmath.mp.trap_complex, mpmath.iv.prec = state


_PARAMETERS: Final = ("evaluate", "distribute", "exp_is_pow")


def _sympy_settings() -> Any:
    parameters = _library("sympy.core.parameters").global_parameters
    return (
        {name: getattr(parameters, name) for name in _PARAMETERS},
        # A dummy's number comes from this count; started again, it would give one out twice.
        _library("sympy.core.symbol").Dummy._count,  # noqa: SLF001  # it has no other name
        set(_library("sympy.assumptions.assume").global_assumptions),
        _library("sympy.core.random").rng.getstate(),
    )


def _set_sympy(state: Any) -> None:
    parameters, count, assumptions, generator = state
    for name, value in parameters.items():
        setattr(_library("sympy.core.parameters").global_parameters, name, value)
    _library("sympy.core.symbol").Dummy._count = count  # noqa: SLF001  # as above
    held = _library("sympy.assumptions.assume").global_assumptions
    held.clear()
    held.update(assumptions)
    _library("sympy.core.random").rng.setstate(generator)


def _pandas_options() -> dict[str, Any]:
    options = sys.modules["pandas._config.config"]
    known = vars(options)["_registered_options"]
    # Asking for these would warn, and they mean nothing any more.
    gone = vars(options)["_deprecated_options"]
    shown = {key: options.get_option(key) for key in known if key not in gone}
    return {key: value for key, value in shown.items() if value != known[key].defval}


def _set_pandas(options: dict[str, Any]) -> None:
    for key, value in options.items():
        _library("pandas").set_option(key, value)


_SETTINGS: Final = (
    Setting(
        "recursion limit",
        "sys",
        lambda: sys.getrecursionlimit(),
        lambda n: sys.setrecursionlimit(n),
    ),
    Setting("digits of int", "sys", sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    Setting("directory", "os", os.getcwd, os.chdir),
    Setting("warnings", "warnings", lambda: list(warnings.filters), _set_warnings),
    Setting("decimal", "decimal", decimal.getcontext, decimal.setcontext),
    Setting("numpy", "numpy", _numpy_settings, _set_numpy),
    Setting("mpmath", "mpmath", _mpmath_settings, _set_mpmath),
    Setting("sympy", "sympy", _sympy_settings, _set_sympy),
    Setting("pandas", "pandas._config.config", _pandas_options, _set_pandas),
    Setting("numpy.random", "numpy.random", _numpy_generator, _set_numpy_generator),
    Setting("random", "random", random.getstate, random.setstate),
)
"""In the order of bringing them back. What is not here (signal handlers, patched libraries) is not
carried, nor missed by ordinary programs."""
