"""Which environments there are, and how one is made from its name and options.

    name, options ──▶ environment_class ──▶ Options (checked) ──▶ Environment
    file.py, options ──▶ load_entrypoint ─────────┘

Environments are imported when asked for, never before: the command line lists names without paying
for libraries.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..core.errors import ConfigurationError
from .environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

BUILT_IN: Final[Mapping[str, tuple[str, str]]] = {
    "math_with_code": (".math_with_code.environment", "MathWithCode"),
    "open_qa": (".open_qa.environment", "OpenQa"),
    "workplace_assistant": (".workplace_assistant.environment", "WorkplaceAssistant"),
}
"""Name: the module, relative to this package, and the class in it."""


def built_in_names() -> tuple[str, ...]:
    """Every environment that ships, in the order they are listed."""
    return tuple(BUILT_IN)


def environment_of(name: str, options: Mapping[str, Any] | None = None) -> Environment:
    """Make a built-in environment from its name and its options (JSON values, all optional).

    Raises ConfigurationError for an unknown name or an option that does not fit.
    """
    return make(environment_class(name), options or {})


def load_entrypoint(
    path: str | Path, options: Mapping[str, Any] | None = None, name: str | None = None
) -> Environment:
    """Make the environment that a Python file holds; `name` chooses when it holds several.

    The file is run, with all rights of this process: only operators name files.
    Raises ConfigurationError when there is none, it fails, or it holds no Environment.
    """
    return make(entrypoint_class(path, name), options or {})


def make(environment: type[Environment], options: Mapping[str, Any]) -> Environment:
    """Make an environment of the class. Raises ConfigurationError, naming what does not fit."""
    unknown = [key for key in options if key not in option_names(environment)]
    if unknown:
        raise ConfigurationError(_unknown_option(environment, unknown[0]))
    try:
        return environment(msgspec.convert(dict(options), environment.Options, strict=False))
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"an option of {environment.name} does not fit: {error}")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{environment.name} cannot be made: {error}")


def option_names(environment: type[Environment]) -> tuple[str, ...]:
    """Return the names of an environment's own options."""
    return tuple(field.encode_name for field in msgspec.structs.fields(environment.Options))


def environment_class(name: str) -> type[Environment]:
    """Return the class of a built-in environment. Raises ConfigurationError for an unknown name."""
    if name not in BUILT_IN:
        raise ConfigurationError(
            f"there is no environment {name!r}; {closest(name, BUILT_IN)}"
            " (an environment of your own needs a configuration file with its `entrypoint`)"
        )
    module, attribute = BUILT_IN[name]
    found: type[Environment] = getattr(importlib.import_module(module, __package__), attribute)
    return found


def entrypoint_class(path: str | Path, name: str | None = None) -> type[Environment]:
    """Return the Environment subclass that a Python file defines; see load_entrypoint."""
    module = _run_file(Path(path))
    derived = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Environment)
        and value.__module__ == module.__name__
    ]
    found = [value for value in derived if _is_complete(value)]
    chosen = [value for value in found if value.name == name] if len(found) > 1 else found
    if len(chosen) == 1:
        return chosen[0]
    if found:
        names = ", ".join(sorted(value.name for value in found))
        raise ConfigurationError(f"{path} defines several environments; name one of them: {names}")
    if derived:
        raise ConfigurationError(f"{path}: {derived[-1].__name__} lacks {_missing(derived[-1])}")
    raise ConfigurationError(f"{path} defines no Environment; derive a class from it there")


def _is_complete(environment: type[Environment]) -> bool:
    return not _missing(environment)


def _missing(environment: type[Environment]) -> str:
    """Name what a class still lacks to be an environment; bases that others derive from lack it."""
    attributes = [key for key in ("name", "Options", "verifier") if not hasattr(environment, key)]
    abstract = sorted(getattr(environment, "__abstractmethods__", ()))
    return ", ".join(f"`{key}`" for key in [*attributes, *abstract])


def closest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Say what a misspelt name might have been: the nearest, or else all there are."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"the nearest is {near[0]}" if near else f"there are {', '.join(known) or 'none'}"


def _run_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise ConfigurationError(f"the entrypoint {path} is not a file; name an existing .py file")
    # The name is the same in every process, so that what is pickled by name is found again.
    name = f"sallyport_entrypoint_{zlib.crc32(str(path.resolve()).encode()):08x}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigurationError(
            f"the entrypoint {path} is not a Python file; its name must end in .py"
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the operator's own code may raise anything; it is named below
        del sys.modules[name]
        raise ConfigurationError(
            f"the entrypoint {path} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    return module


def _unknown_option(environment: type[Environment], key: str) -> str:
    names = option_names(environment)
    return f"{environment.name} has no option {key!r}; {closest(key, names)}"
