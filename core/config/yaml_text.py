"""YAML, strictly: one document of plain values, no key twice, errors with line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


class _Loader(yaml.SafeLoader):
    """SafeLoader makes plain values only; this one also refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _problem(key_node, f"the key {key!r} is not text; put it in quotes")
            if key in seen:
                raise _problem(key_node, f"the key {key!r} is given twice; keep one")
            seen.add(key)
        return super().construct_mapping(node, deep)


def _problem(node: yaml.Node, message: str) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(problem=message, problem_mark=node.start_mark)


def load_file(path: Path) -> dict[str, Any]:
    """Read a configuration file; an empty one is an empty mapping.

    Raises ConfigurationError, naming path, line and column, when it cannot be read or is no
    mapping.
    """
    try:
        value = _load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: is not UTF-8 text")
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}{_where(error)}")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path}: holds a {type(value).__name__}, not a mapping of keys")
    return value


def load_value(text: str) -> Any:
    """Return what YAML makes of a value given as text; text that is no YAML is itself.

    >>> load_value("5"), load_value("[a, b]"), load_value("it: {")
    (5, ['a', 'b'], 'it: {')
    """
    try:
        return _load(text)
    except yaml.YAMLError:
        return text


def _load(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader: makes plain values only


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "is not YAML"
    if mark is None:
        return f": {' '.join(str(error).split())}"
    return f", line {mark.line + 1}, column {mark.column + 1}: {problem}"
