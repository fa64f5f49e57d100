"""A strategy of rollouts in which nothing is done and nothing is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from .case import Case
from .json_values import one_of
from .subject import message_item

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from .subject import Subject

_WORDS: Final = ("", " ", "...", "I will think about it.", "I cannot do that.")


def idle_cases(subject: Subject) -> SearchStrategy[tuple[Case]]:
    """Nothing, or messages without an answer, for tasks that are not done by doing nothing."""
    said = st.lists(st.sampled_from(_WORDS).map(message_item), max_size=2).map(tuple)
    return st.tuples(st.builds(Case, one_of(busy_rows(subject)), said))


def busy_rows(subject: Subject) -> list[dict[str, object]]:
    """Return the tasks for which something has to be done."""
    return [row for row in subject.rows if not subject.idle_is_right(row)]
