"""All laws, in the order in which they are tried: the first that breaks explains the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from . import checks
from .case import Case
from .changes import changeable, changed
from .elsewhere import judging_elsewhere
from .idle import busy_rows, idle_cases
from .json_values import one_of
from .law import Law, alone
from .strategies import any_cases, cases
from .variants import has_orders, in_another_order, in_other_words, other_ids, with_thoughts

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from .law import Example
    from .subject import Subject


def _ones(subject: Subject) -> SearchStrategy[Example]:
    """Ordinary cases and broken ones."""
    return st.tuples(_sent(subject))


def _sent(subject: Subject) -> SearchStrategy[Case]:
    """Whatever a message may hold."""
    return st.one_of(cases(subject), cases(subject, "broken"))


def _solved(subject: Subject) -> SearchStrategy[Example]:
    whole = [(Case(row, solution.items()),) for row, solution in subject.solved()]
    return one_of(whole)


def _lacks_solutions(subject: Subject) -> str:
    return "" if subject.solved() else "no solution is known"


def _lacks_work(subject: Subject) -> str:
    return "" if busy_rows(subject) else "every task is done when nothing is"


def _lacks_changes(subject: Subject) -> str:
    return "" if changeable(subject) else "no solution has a value that can be changed"


def _reads_words(subject: Subject) -> str:
    return "" if subject.judges_state else "messages are what is judged"


def _has_one_order(subject: Subject) -> str:
    if not subject.judges_state:
        return "messages are what is judged"
    if subject.order_counts:
        return subject.order_counts
    return "" if has_orders(subject) else "no solution has several calls"


def _lacks_source(subject: Subject) -> str:
    return "" if subject.source else "the subject has no `source` for other processes"


LAWS: Final[tuple[Law, ...]] = (
    Law(
        name="total",
        promise="every rollout, however broken, gets a verdict or InvalidTaskError",
        examples=lambda subject: st.tuples(any_cases(subject)),
        opened=alone(checks.answers),
    ),
    Law(
        name="well_formed",
        promise="rewards are finite and within their bounds, and a verdict is JSON",
        examples=_ones,
        opened=alone(checks.well_formed),
    ),
    Law(
        name="deterministic",
        promise="a rollout is judged the same each time, whatever was judged in between",
        examples=lambda subject: st.tuples(_sent(subject), _sent(subject)),
        opened=alone(checks.always_alike),
    ),
    Law(
        name="pure",
        promise="task, transcript and state are not changed",
        examples=_ones,
        opened=alone(checks.unchanged),
    ),
    Law(
        name="pays_the_solution",
        promise="what solves a task earns the whole reward",
        examples=_solved,
        opened=alone(checks.paid_in_full),
        skips=_lacks_solutions,
    ),
    Law(
        name="pays_not_for_nothing",
        promise="doing nothing earns less, unless nothing is to be done",
        examples=idle_cases,
        opened=alone(checks.not_paid),
        skips=_lacks_work,
    ),
    Law(
        name="blind_to_ids",
        promise="ids and times of items do not matter",
        examples=other_ids,
        opened=alone(checks.blind),
    ),
    Law(
        name="blind_to_reasoning",
        promise="reasoning does not matter, not even when it holds the answer",
        examples=with_thoughts,
        opened=alone(checks.blind),
    ),
    Law(
        name="blind_to_wording",
        promise="where the state is judged, messages do not matter",
        examples=in_other_words,
        opened=alone(checks.blind),
        skips=_reads_words,
    ),
    Law(
        name="blind_to_order",
        promise="the order of independent actions does not matter",
        examples=in_another_order,
        opened=alone(checks.blind_to_order),
        skips=_has_one_order,
    ),
    Law(
        name="sensitive",
        promise="one changed value in one action, or in the answer, is not paid in full",
        examples=changed,
        opened=alone(checks.sensitive),
        skips=_lacks_changes,
    ),
    Law(
        name="round_trip",
        promise="task, transcript and state are judged the same after a way through JSON",
        examples=_ones,
        opened=alone(checks.same_after_json),
    ),
    Law(
        name="same_everywhere",
        promise="process, hash seed, locale and time zone do not matter",
        examples=_ones,
        opened=judging_elsewhere,
        skips=_lacks_source,
    ),
)
"""Every law."""


def law(name: str) -> Law:
    """Return the law of that name. Raises KeyError."""
    return {each.name: each for each in LAWS}[name]
