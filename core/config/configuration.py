"""Putting the sources together: every setting's value, and where it came from.

default ◀ file ◀ environment variables ◀ --set ◀ flags        weakest to strongest
   └────────────────────▶ Configuration ──▶ ServerSettings
                                └─────────▶ listing: key, value, source
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...envs.registry import BUILT_IN, built_in_names, closest, entrypoint_class
from ..errors import ConfigurationError
from ..settings import EnvironmentSettings, ServerSettings
from .arguments import from_set
from .file import NAME, ConfigurationFile, Dataset, ServerEntry, read_file
from .keys import DESCRIPTIVE, Address, Keys, Served, serve
from .origin import DEFAULT, Assignment, Origin
from .values import convert
from .variables import from_variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..types import JsonObject


_SEEN: Final = frozenset({"--set", "command line"})
"""Layers that process listings show."""


class Setting(msgspec.Struct, frozen=True):
    """One line of the listing; a secret's value is never in it."""

    key: str
    value: Any
    origin: Origin


class Configuration(msgspec.Struct, frozen=True):
    """What is in force. `ignored` names what the file holds for servers that are not ours,
    `without_effect` what it says of ours that does nothing here, each with the reason. `datasets`
    are those of the file by the served environment's name.
    """

    settings: ServerSettings
    listing: tuple[Setting, ...]
    ignored: tuple[str, ...] = ()
    without_effect: tuple[str, ...] = ()
    datasets: dict[str, tuple[Dataset, ...]] = {}


def resolve(
    names: Sequence[str] = (),
    *,
    file: Path | None = None,
    variables: Mapping[str, str] | None = None,
    sets: Sequence[str] = (),
    flags: Sequence[Assignment] = (),
) -> Configuration:
    """Resolve the settings of a server of the environments called `names`.

    A name is a server's of the file, a built-in environment's, or a Python file's that holds one
    (`FILE.py`, `FILE.py:NAME`). Without names: all servers of
    the file; without a file: every built-in environment. Raises ConfigurationError.
    """
    described = ConfigurationFile() if file is None else read_file(file)
    entries = list(_chosen(names, described))
    for name, count in Counter(entry.name for entry in entries).items():
        if count > 1:
            raise ConfigurationError(f"{count} environments are called {name!r}; serve one of them")
    keys = Keys(tuple(map(serve, entries)))
    listening, without_effect = _address(keys)
    assignments = [
        *listening,
        *described.assignments,
        *(assignment for each in keys.served for assignment in each.entry.assignments),
        *_applicable(keys, described, variables or {}),
        *(from_set(argument) for argument in sets),
        *flags,
    ]
    values: dict[Address, tuple[Any, Origin]] = {}
    for assignment in (part for whole in assignments for part in keys.expanded(whole)):
        for address in keys.find(assignment):
            if address.secret and assignment.origin.layer in _SEEN:
                raise assignment.error(
                    f"{address} is secret, and every user of the machine can read a command line; "
                    "set it in the configuration file or by an environment variable"
                )
            wanted = keys.known[address].wanted
            value = convert(assignment, str(address), wanted, secret=address.secret)
            values[address] = value, assignment.origin
    return Configuration(
        _settings(keys, values),
        _listing(keys, values),
        described.ignored,
        without_effect,
        {each.entry.name: each.entry.datasets for each in keys.served if each.entry.datasets},
    )


def _address(keys: Keys) -> tuple[list[Assignment], tuple[str, ...]]:
    """Host and port where the served entries name one of each, and what has no effect.

    In the reference every server has its own; here all that are served share one.
    """
    address: list[Assignment] = []
    without_effect = [said for each in keys.served for said in each.entry.without_effect]
    named = [(each.entry.name, given) for each in keys.served for given in each.entry.address]
    for name, given in named:
        values = {str(other.value) for _, other in named if other.key == given.key}
        if len(values) == 1:
            address.append(given)
        else:
            without_effect.append(f"{name}.{given.key} (servers of one process share it)")
    return address, tuple(without_effect)


def _chosen(names: Sequence[str], described: ConfigurationFile) -> Iterator[ServerEntry]:
    for name in dict.fromkeys(names) or described.servers or built_in_names():
        if name in described.servers:
            yield described.servers[name]
        elif name in BUILT_IN:
            yield ServerEntry(name, name)
        elif is_file(name):
            yield _of_file(name)
        else:
            hint = closest(name, tuple({**described.servers, **BUILT_IN}))
            raise ConfigurationError(f"there is no environment {name!r}; {hint}")


def is_file(name: str) -> bool:
    """Whether a name is that of a Python file with an environment: `FILE.py`, `FILE.py:NAME`.

    >>> is_file("my_env.py"), is_file("envs/my.py:stock"), is_file("my_env")
    (True, True, False)
    """
    return name.endswith(".py") or ".py:" in name


def _of_file(name: str) -> ServerEntry:
    """The entry of a file's environment, served under the environment's own name."""
    file, sign, chosen = name.partition(".py:")
    path = Path(f"{file}.py" if sign else name).resolve()
    kind = entrypoint_class(path, chosen or None)
    if chosen not in {"", kind.name}:
        raise ConfigurationError(f"{name}: the environment of that file is {kind.name!r}")
    if not NAME.fullmatch(kind.name):
        raise ConfigurationError(
            f"{name}: {kind.name!r} cannot be a server's name; use letters, digits, _ and -"
        )
    return ServerEntry(kind.name, kind.name, str(path))


def _applicable(
    keys: Keys, described: ConfigurationFile, variables: Mapping[str, str]
) -> Iterator[Assignment]:
    """Leave out variables about environments that exist but are not served now.

    Variables are set once for a machine and read by every server on it; other sources are not.
    """
    known = set(keys.names())
    for assignment in from_variables(variables, known):
        if assignment.key in known or assignment.key not in _unserved(keys, described):
            yield assignment


def _unserved(keys: Keys, described: ConfigurationFile) -> set[str]:
    names = {each.entry.name for each in keys.served}
    entries = {name: ServerEntry(name, name) for name in BUILT_IN} | described.servers
    others = Keys(tuple(serve(entries[name]) for name in entries if name not in names))
    return set(others.names())


def _settings(keys: Keys, values: Mapping[Address, tuple[Any, Origin]]) -> ServerSettings:
    tree: JsonObject = {"environments": tuple(_served(each, values) for each in keys.served)}
    for address, (value, _) in values.items():
        if not address.server:
            _put(tree, address.key.split("."), value)
    try:
        return msgspec.convert(tree, ServerSettings, from_attributes=True)
    except msgspec.ValidationError as error:
        # Each value fits by itself; some must fit each other.
        raise ConfigurationError(f"the settings do not fit together: {error}")


def _served(each: Served, values: Mapping[Address, tuple[Any, Origin]]) -> EnvironmentSettings:
    own = {at.key: value for at, (value, _) in values.items() if at.server == each.entry.name}
    descriptive = {key: own.pop(key) for key in DESCRIPTIVE if key in own}
    options = _nested(each, msgspec.to_builtins(own))
    try:
        msgspec.convert(options, each.kind.Options)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"the options of {each.entry.name} do not fit: {error}")
    entry = each.entry
    return EnvironmentSettings(
        name=entry.name,
        environment=entry.environment,
        entrypoint=entry.entrypoint,
        options=options,
        **descriptive,
    )


def _nested(each: Served, own: JsonObject) -> JsonObject:
    """Put options of groups into their groups, beside what the groups hold by default."""
    options: JsonObject = {}
    for key, value in own.items():
        group, _, rest = key.partition(".")
        if rest and group not in options:
            options[group] = msgspec.to_builtins(getattr(each.kind.Options(), group))
        _put(options, key.split("."), value)
    return options


def _put(tree: JsonObject, parts: Sequence[str], value: Any) -> None:
    for part in parts[:-1]:
        tree = tree.setdefault(part, {})
    tree[parts[-1]] = value


def _listing(keys: Keys, values: Mapping[Address, tuple[Any, Origin]]) -> tuple[Setting, ...]:
    listed = []
    for address, known in keys.known.items():
        value, origin = values.get(address, (known.default, DEFAULT))
        if address.secret:
            value = "(set, not shown)" if value else None
        listed.append(Setting(str(address), msgspec.to_builtins(value), origin))
    return tuple(listed)
