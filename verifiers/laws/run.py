"""Trying laws on many examples, and making one that breaks a law as small as it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import seed as seeded
from hypothesis import settings as under
from hypothesis.errors import FlakyFailure, Unsatisfiable

from ...core.author_lines import Line, lines_of  # msgspec reads the hints
from .broken import BrokenLawError
from .case import Case  # msgspec reads the hints
from .catalogue import LAWS
from .time_limit import TooSlowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .law import Law
    from .subject import Subject

Ending: TypeAlias = Literal["kept", "broken", "skipped"]

EXAMPLES: Final = 200
"""Examples of each law, unless more are asked for: some seconds for a verifier of 0.1 ms."""


class Result(msgspec.Struct, frozen=True):
    """How it ended with one law.

    `examples` counts those that said something about it, `waiting` those that did not. `why` is
    what the verifier did with the `counterexample`, the smallest found, or why the law was skipped;
    `lines` are those of the author's that an error passed through. `slow`: something did not end,
    and the example is the first that was tried, if there was one.
    """

    law: str
    ending: Ending
    examples: int = 0
    waiting: int = 0
    why: str = ""
    counterexample: tuple[Case, ...] = ()
    lines: tuple[Line, ...] = ()
    slow: bool = False


class _Trial:
    """Counts examples, and keeps the last one that broke the law: the smallest in the end."""

    def __init__(
        self, check: Callable[..., bool], subject: Subject, told: Callable[[], None]
    ) -> None:
        self._check = check
        self._subject = subject
        self._told = told
        self.said = 0
        self.silent = 0
        self.tried: tuple[Case, ...] = ()
        self.broken: tuple[tuple[Case, ...], BrokenLawError] | None = None

    def __call__(self, example: tuple[Case, ...]) -> None:
        """Try one example. Raises BrokenLawError, TooSlowError."""
        self.tried = example
        try:
            said = self._check(self._subject, *example)
        except BrokenLawError as broken:
            self.broken = (example, broken)
            raise
        self.said += said
        self.silent += not said
        self._told()


def hold(
    subject: Subject,
    law: Law,
    *,
    examples: int = EXAMPLES,
    seed: int = 0,
    on_example: Callable[[], None] = lambda: None,
) -> Result:
    """Try a law on `examples` examples, the same ones for the same seed.

    `on_example` is called after each. Raises ChildError where other processes are needed and
    cannot make the subject.
    """
    why = law.skips(subject)
    if why:
        return Result(law.name, "skipped", why=why)
    with law.opened(subject) as check:
        trial = _Trial(check, subject, on_example)
        try:
            _run(trial, law.examples(subject), examples, seed)
        except TooSlowError as slow:
            return Result(
                law.name,
                "broken",
                trial.said,
                trial.silent,
                str(slow),
                trial.tried,
                tuple(lines_of(slow)),
                slow=True,
            )
    if trial.broken is not None:
        example, broken = trial.broken
        lines = tuple(lines_of(broken.__cause__)) if broken.__cause__ is not None else ()
        return Result(law.name, "broken", trial.said, trial.silent, str(broken), example, lines)
    if not trial.said:
        why = "no example came under it: each has no verdict, or waits for an answer from outside"
        return Result(law.name, "skipped", 0, trial.silent, why)
    return Result(law.name, "kept", trial.said, trial.silent)


def hold_all(
    subject: Subject, *, laws: Iterable[Law] = LAWS, examples: int = EXAMPLES, seed: int = 0
) -> Iterator[Result]:
    """Try every law; see `hold`."""
    for each in laws:
        yield hold(subject, each, examples=examples, seed=seed)


def _run(trial: _Trial, strategy: Any, examples: int, seed: int) -> None:
    # Verifiers are as slow as they are, and a law whose examples are rare says so in its result.
    chosen = under(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        print_blob=False,
    )

    @seeded(seed)
    @chosen
    @given(strategy)
    def tried(example: tuple[Case, ...]) -> None:
        trial(example)

    try:
        tried()
    except (BrokenLawError, Unsatisfiable):
        return  # what broke is in the trial; what was tried on nothing has said nothing
    except FlakyFailure:
        return  # a verifier that is not always alike breaks a law now and not then
