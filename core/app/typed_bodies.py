"""Bodies of typed sessions, as NeMo Gym's environment servers send them: strict, no other keys.

The form is that of nemo_gym/base_resources_server.py and episode_types.py of 0.7.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from ..errors import InvalidRequestError
from ..types import JsonObject

Id = Annotated[str, Meta(min_length=1, max_length=1024)]
"""Of a caller's: 1,024 characters are many times what any has, and 100,000 are kept."""

RolloutId = Annotated[
    str,
    Meta(max_length=1024, pattern=r"\A(?!.*-a[1-9][0-9]*\Z)[A-Za-z0-9][A-Za-z0-9._-]*\Z"),
]
"""A segment of a path; `-a<N>` at its end is the attempt's."""

T = TypeVar("T")


class EpisodeId(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One attempt of a rollout."""

    rollout_id: RolloutId
    attempt: Annotated[int, Meta(ge=0)] = 0

    @property
    def key(self) -> str:
        """Its name in paths."""
        return f"{self.rollout_id}-a{self.attempt}" if self.attempt else self.rollout_id


class TaskId(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task of a set."""

    taskset: Id
    task_id: Id


class TypedSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a typed session is seeded with; `task_data` is its row."""

    resources_session_id: Id
    episode_id: EpisodeId
    task_id: TaskId
    task_data: JsonObject


class TypedClose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which session is closed, and whose it is."""

    resources_session_id: Id
    episode_id: EpisodeId


_SEED: Final = frozenset(TypedSeed.__struct_fields__)


def is_typed(body: JsonObject) -> bool:
    """Whether a seed is meant to be a typed one, well-formed or not; else it is a task row.

    A row may have an id of its own, and the form of rows that has a `task_id` has a `task_input`.
    """
    own = {"episode_id", "task_data"} & body.keys()
    return "resources_session_id" in body or len(own) == 2 or (bool(own) and body.keys() <= _SEED)


def converted(body: JsonObject, kind: type[T]) -> T:
    """Return a body of this very form. Raises InvalidRequestError, naming the field."""
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequestError(f"The body does not fit: {error}.")
