"""The keys there are: every setting of the server and of each served environment.

"pool.size"                          ──▶ Address("", "pool.size")
"math_with_code.max_execution_time"  ──▶ Address("math_with_code", "max_execution_time")
"max_execution_time"                 ──▶ the same, where one kind of environment has it
"open_qa.judge.model"                ──▶ Address("open_qa", "judge.model"), of its group `judge`
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...envs.registry import closest, entrypoint_class, environment_class
from ..settings import EnvironmentSettings, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...envs.environment import Environment
    from .file import ServerEntry
    from .origin import Assignment

DESCRIPTIVE: Final = ("domain", "verified", "description", "value", "allowed_agents")
"""What every served environment has, beside its own options."""

SECRET: Final = frozenset({"auth.api_keys", "auth.cookie_secret"})
"""Server settings whose value is never shown."""


class Address(msgspec.Struct, frozen=True):
    """One setting: `server` is a served environment's name, or empty for the server's own."""

    server: str
    key: str

    @property
    def secret(self) -> bool:
        """Whether the value is never shown."""
        return not self.server and self.key in SECRET

    def __str__(self) -> str:
        return f"{self.server}.{self.key}" if self.server else self.key


class Known(msgspec.Struct, frozen=True):
    """A setting that exists: the type hint of its value, and its default."""

    wanted: Any
    default: Any


class Served(msgspec.Struct, frozen=True):
    """One served environment and its class."""

    entry: ServerEntry
    kind: type[Environment]


def serve(entry: ServerEntry) -> Served:
    """Load the environment's class. Raises ConfigurationError."""
    if entry.entrypoint is None:
        return Served(entry, environment_class(entry.environment))
    return Served(entry, entrypoint_class(entry.entrypoint, entry.environment))


class Keys:
    """Every setting of the server and of the environments that it serves."""

    def __init__(self, served: tuple[Served, ...]) -> None:
        self.served = served
        self.known: dict[Address, Known] = {
            Address("", key): known for key, known in _server_keys(ServerSettings, "")
        }
        for each in served:
            for key, known in _environment_keys(each.kind):
                self.known[Address(each.entry.name, key)] = known
        self._groups = {
            group
            for key in self.names()
            for parts in [key.split(".")]
            for end in range(1, len(parts))
            for group in [".".join(parts[:end])]
        }

    def expanded(self, assignment: Assignment) -> Iterator[Assignment]:
        """Yield an assignment of a whole group of settings, a mapping, as one for each of them."""
        if assignment.key in self._groups and isinstance(assignment.value, dict):
            for key, value in assignment.value.items():
                each = msgspec.structs.replace(
                    assignment, key=f"{assignment.key}.{key}", value=value, text=None
                )
                yield from self.expanded(each)
        else:
            yield assignment

    def find(self, assignment: Assignment) -> tuple[Address, ...]:
        """Return the settings that an assignment is about: one, or one for each namesake.

        Raises ConfigurationError when there is none, naming the nearest, or when the key could
        mean options of different environments.
        """
        server, _, key = assignment.key.partition(".")
        candidates = [Address("", assignment.key), Address(server, key)]
        for address in candidates:
            if address in self.known:
                return (address,)
        holders = [each for each in self.served if self._has_option(each, assignment.key)]
        if len({each.kind for each in holders}) > 1:
            names = " or ".join(f"{each.entry.name}.{assignment.key}" for each in holders)
            raise assignment.error(f"{assignment.key!r} could mean {names}; write which")
        if not holders:
            near = closest(assignment.key, tuple(self.names()))
            raise assignment.error(f"{assignment.key!r} is not a setting; {_brief(near)}")
        return tuple(Address(each.entry.name, assignment.key) for each in holders)

    def names(self) -> Iterator[str]:
        """Every key that `find` understands."""
        for address in self.known:
            yield str(address)
            if address.server and address.key not in DESCRIPTIVE:
                yield address.key

    def _has_option(self, each: Served, key: str) -> bool:
        return key not in DESCRIPTIVE and Address(each.entry.name, key) in self.known


def _server_keys(struct: type[msgspec.Struct], prefix: str) -> Iterator[tuple[str, Known]]:
    for field in msgspec.structs.fields(struct):
        if field.name == "environments":
            continue
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _server_keys(field.type, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", Known(field.type, _default(field))


def _environment_keys(kind: type[Environment]) -> Iterator[tuple[str, Known]]:
    for field in msgspec.structs.fields(EnvironmentSettings):
        if field.name in DESCRIPTIVE:
            yield field.name, Known(field.type, getattr(kind, field.name, field.default))
    yield from _option_keys(kind.Options, "")


def _option_keys(
    struct: type[msgspec.Struct], prefix: str, default: Any = None
) -> Iterator[tuple[str, Known]]:
    """Yield every option; one that is a Struct is a group. `default` is the group's own."""
    for field in msgspec.structs.fields(struct):
        key = f"{prefix}{field.encode_name}"
        known = Known(
            field.type, _default(field) if default is None else getattr(default, field.name)
        )
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _option_keys(field.type, f"{key}.", known.default)
        else:
            yield key, known


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return None if field.default is msgspec.NODEFAULT else field.default


def _brief(hint: str) -> str:
    return hint if hint.startswith("the nearest") else "`sallyport config` lists them all"
