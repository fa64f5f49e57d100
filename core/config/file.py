"""The configuration file: which servers it describes, and what it sets about ours.

    <server's name>:                    sallyport:
      resources_servers:                  port: 9001
        <environment>:                    pool:
          entrypoint, domain, ...           size: 4
          <the environment's options>
          └▶ ServerEntry                └▶ Assignment("pool.size", 4)

The first form is the one that NeMo Gym's resources servers use, so that their files load; what in
them is another server's, or acts in the reference alone, is in `reference`.
"""

from __future__ import annotations

import re
from pathlib import Path  # msgspec reads the hints
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...envs.registry import BUILT_IN, closest
from ..errors import ConfigurationError
from .origin import Assignment, Origin
from .reference import ADDRESS, FOREIGN_KEYS, WITHOUT_EFFECT, is_foreign, with_references
from .yaml_text import load_file

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_KEY: Final = "sallyport"
SERVERS_KEY: Final = "resources_servers"

STOCK_ENTRYPOINT: Final = "app.py"
"""What the reference's files name for every environment; with a built-in one it means nothing."""

NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Dataset(msgspec.Struct, frozen=True):
    """A file of task rows, one a line, and the split that they are of."""

    split: str
    path: Path


class ServerEntry(msgspec.Struct, frozen=True):
    """One server of the file. `assignments` are its keys but `entrypoint`, each `<name>.<key>`.

    `address` are its `host` and `port`, `datasets` those whose file is there. `without_effect` says
    of each key that does nothing here why it does not.
    """

    name: str
    environment: str
    entrypoint: str | None = None
    assignments: tuple[Assignment, ...] = ()
    address: tuple[Assignment, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    without_effect: tuple[str, ...] = ()


class ConfigurationFile(msgspec.Struct, frozen=True):
    """What a file says. `ignored` are the names of entries that describe no resources server."""

    servers: dict[str, ServerEntry] = {}
    assignments: tuple[Assignment, ...] = ()
    ignored: tuple[str, ...] = ()


def read_file(path: Path) -> ConfigurationFile:
    """Read and check a file's form; its keys are checked when their environments are known.

    Raises ConfigurationError, naming the path in the file.
    """
    servers: dict[str, ServerEntry] = {}
    assignments: tuple[Assignment, ...] = ()
    ignored: list[str] = []
    whole = load_file(path)
    for key, value in whole.items():
        if key == OWN_KEY:
            assignments = tuple(_flatten(with_references(value, whole, path), (), path))
        elif is_foreign(key, value):
            ignored.append(key)
        else:
            servers[key] = _server(key, with_references(value, whole, path), path)
    return ConfigurationFile(servers, assignments, tuple(ignored))


def _flatten(value: Any, parts: tuple[str, ...], path: Path) -> Iterator[Assignment]:
    """Turn nested mappings into dotted keys; no setting of the server is itself a mapping."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flatten(inner, (*parts, key), path)
    elif parts:
        yield Assignment(".".join(parts), value, Origin("file", str(path)))
    elif value is not None:
        raise ConfigurationError(f"{path}: {OWN_KEY} must be a mapping of settings")


def _server(name: str, value: Any, path: Path) -> ServerEntry:
    inner = value.get(SERVERS_KEY) if isinstance(value, dict) else None
    if not isinstance(inner, dict) or len(inner) != 1 or len(value) != 1:
        raise ConfigurationError(f"{path}: {_misshapen(name, value)}")
    if not NAME.fullmatch(name):
        raise ConfigurationError(
            f"{path}: {name!r} cannot be a server's name; use letters, digits, _ and -"
        )
    [(environment, keys)] = inner.items()
    if not isinstance(keys, dict | None):
        raise ConfigurationError(f"{path}: {name}.{SERVERS_KEY}.{environment} must be a mapping")
    return _entry(name, environment, dict(keys or {}), path)


def _entry(name: str, environment: str, keys: dict[str, Any], path: Path) -> ServerEntry:
    entrypoint = keys.pop("entrypoint", None)
    if not isinstance(entrypoint, str | None):
        raise ConfigurationError(f"{path}: {name}.entrypoint must name a Python file")
    without_effect = [f"{name}.{key} ({why})" for key, why in WITHOUT_EFFECT.items() if key in keys]
    if environment in BUILT_IN and entrypoint is not None:
        if entrypoint == STOCK_ENTRYPOINT:
            entrypoint = None
        elif not (path.resolve().parent / entrypoint).exists():
            without_effect.append(f"{name}.entrypoint (there is no file {entrypoint})")
            entrypoint = None
    if environment not in BUILT_IN and entrypoint is None:
        raise ConfigurationError(
            f"{path}: there is no environment {environment!r} ({closest(environment, BUILT_IN)});"
            " one of your own needs an `entrypoint`"
        )
    # The reference takes one name for a list of one.
    if isinstance(keys.get("allowed_agents"), str):
        keys["allowed_agents"] = [keys["allowed_agents"]]
    datasets: list[Dataset] = []
    for given in _dataset_entries(name, keys.pop("datasets", None), path):
        where = next(
            (
                found
                for base in (path.resolve().parent, Path.cwd())
                if (found := base / given[1]).is_file()
            ),
            None,
        )
        if where is None:
            without_effect.append(f"{name}.datasets (there is no file {given[1]})")
        else:
            datasets.append(Dataset(given[0], where))
    origin = Origin("file", str(path))
    own = [key for key in keys if key not in WITHOUT_EFFECT and key not in ADDRESS]
    return ServerEntry(
        name=name,
        environment=environment,
        entrypoint=None if entrypoint is None else str(path.resolve().parent / entrypoint),
        assignments=tuple(Assignment(f"{name}.{key}", keys[key], origin) for key in own),
        address=tuple(
            Assignment(key, keys[key], origin) for key in ADDRESS if keys.get(key) is not None
        ),
        datasets=tuple(datasets),
        without_effect=tuple(without_effect),
    )


def _dataset_entries(name: str, given: Any, path: Path) -> list[tuple[str, str]]:
    """Type and file of each data set, as the reference's form has them."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise ConfigurationError(f"{path}: {name}.datasets must be a list")
    entries = []
    for each in given:
        file = each.get("jsonl_fpath") if isinstance(each, dict) else None
        if not isinstance(file, str):
            raise ConfigurationError(f"{path}: each of {name}.datasets must have a `jsonl_fpath`")
        entries.append((str(each.get("type", "train")), file))
    return entries


def _misshapen(name: str, value: Any) -> str:
    near = closest(name, (OWN_KEY,))
    if near.startswith("the nearest"):
        return f"{name!r} is not a key; {near}"
    if isinstance(value, dict) and value:
        odd = next((key for key in value if key != SERVERS_KEY), None)
        if odd is not None:
            return f"{name}.{odd} is not a key; {closest(odd, (SERVERS_KEY, *FOREIGN_KEYS))}"
        return f"{name}.{SERVERS_KEY} must hold exactly one environment"
    return f"{name!r} is no server; a server holds `{SERVERS_KEY}: {{<environment>: {{...}}}}`"
