"""Boxed answers that need no symbolic layer: rollouts a second on one core.

A batch is 16 rollouts of each task; no two answers of it are the same text, none is seen twice.
"""

from __future__ import annotations

import itertools
import time
from statistics import median
from typing import TYPE_CHECKING, Final

from sallyport.core.transcript import transcript_of
from sallyport.core.types import Task
from sallyport.verifiers.boxed_answer import boxed_answer

from .figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sallyport.core.types import JsonObject

    from .samples import Effort

_GROUP: Final = 16
_TASKS_A_SAMPLE: Final = 2

_THINKING: Final = "First we look at small cases, and then the pattern is plain. " * 8

_FORMS: Final = {
    "numbers": ("{n}", "{n}"),
    "large numbers": ("{n}", "{n:,}"),
    "decimals": ("{n}.25", "{n}.2{d}"),
    "fractions": (r"\frac{{{n}}}{{{m}}}", "{n}/{m}"),
    "radicals": (r"{n}\sqrt{{2}}", r"\sqrt{{2}}\cdot {n}"),
    "pairs": ("({n}, {m})", r"\left({n},\, {m}\right)"),
}
"""Forms of what is expected and of what is answered."""

_MIX: Final = (*["numbers"] * 10, *["large numbers"] * 2, *["decimals"] * 2, *_FORMS)
"""Answers of competition mathematics are whole numbers mostly."""


def measure(effort: Effort) -> list[Figure]:
    """Judge fresh batches, a mix of forms and each form alone."""
    counter = itertools.count(1_000_000)
    figures = [_figure("boxed answers, a mix of forms", _rate(_MIX, counter, effort), 20_000)]
    for name in _FORMS:
        rate = _rate((name,), counter, effort)
        figures.append(_figure(f"boxed answers, {name} only", rate, None))
    return figures


def _rate(forms: tuple[str, ...], counter: Iterator[int], effort: Effort) -> float:
    """Return the median over rounds of rollouts for each second of processor time."""
    rates = []
    for _ in range(effort.rounds):
        tasks = effort.samples * _TASKS_A_SAMPLE
        batch = [
            rollout
            for form, _ in zip(itertools.cycle(forms), range(tasks), strict=False)
            for rollout in _group(form, counter)
        ]
        started = time.process_time()
        for task, response in batch:
            boxed_answer(task, transcript_of(response), {})
        rates.append(len(batch) / (time.process_time() - started))
    return median(rates)


def _group(form: str, counter: Iterator[int]) -> list[tuple[Task, JsonObject]]:
    """Return one task's rollouts: the first is right, the others are off by what they are."""
    expected, answer = _FORMS[form]
    first = next(counter)
    task = Task("math", {"expected_result": expected.format(n=first, m=first % 97 + 2)})
    numbers = [first, *itertools.islice(counter, _GROUP - 1)]
    return [
        (task, _said(answer.format(n=n, m=first % 97 + 2, d=5 if n == first else n % 10)))
        for n in numbers
    ]


def _said(answer: str) -> JsonObject:
    text = f"{_THINKING}So the answer is $\\boxed{{{answer}}}$."
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def _figure(what: str, value: float, limit: float | None) -> Figure:
    return Figure(section="verify", what=what, value=value, unit="/s", limit=limit, at_least=True)
