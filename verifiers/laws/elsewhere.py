"""Judging the same cases in other processes: other hash seed, locale, time zone and folder.

subject.source ──▶ child: exec, `subject` ──▶ ready
case (a line of JSON) ──▶ child: judge ──▶ outcome (a line of JSON)
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from .broken import BrokenLawError
from .checks import difference
from .outcome import outcome_of

if TYPE_CHECKING:
    from .case import Case
    from .subject import Subject

Check: TypeAlias = Callable[..., bool]

SURROUNDINGS: Final[tuple[dict[str, str], ...]] = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
)
"""What is set for each child. In Turkish the small form of I is not i; where that locale is not
installed the child has C's."""

CHILD: Final = "from sallyport.verifiers.laws.child import main; main()"
"""What a child runs."""


class ChildError(Exception):
    """A child could not make the subject from its `source`, or is gone; the message says why."""


@contextlib.contextmanager
def judging_elsewhere(subject: Subject) -> Iterator[Check]:
    """Yield a check that a case is judged in every child as it is here.

    Raises ChildError when a child cannot make the subject.
    """
    with contextlib.ExitStack() as stack:
        children = [stack.enter_context(_child(subject.source, each)) for each in SURROUNDINGS]

        def same_elsewhere(subject: Subject, case: Case) -> bool:
            """The case gets the same verdict in processes with other surroundings."""
            outcome = outcome_of(subject, case)
            told = outcome.told()
            for child, surroundings in zip(children, SURROUNDINGS, strict=True):
                other = _ask(child, msgspec.to_builtins(case))
                if other != told:
                    raise BrokenLawError(
                        f"another verdict with {surroundings}: {difference(told, other)}"
                    )
            return outcome.verdict is not None

        yield same_elsewhere


@contextlib.contextmanager
def _child(source: str, surroundings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join(os.path.abspath(each) for each in sys.path)  # noqa: PTH100  # "" too
    with subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path, **surroundings},
        cwd="/",
    ) as child:
        try:
            failure = _ask(child, source)
            if failure:
                raise ChildError(f"another process cannot make the subject: {failure}")
            yield child
        finally:
            _pipe(child.stdin).close()  # it ends at the end of its input


def _ask(child: subprocess.Popen[bytes], value: Any) -> Any:
    try:
        _pipe(child.stdin).write(msgspec.json.encode(value) + b"\n")
        _pipe(child.stdin).flush()
        return msgspec.json.decode(_pipe(child.stdout).readline())
    except (BrokenPipeError, msgspec.DecodeError):
        raise ChildError("another process that was to judge a case ended before it had")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # asked for when the child was started
    return pipe
