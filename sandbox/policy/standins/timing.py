"""`timeit` for programs: a statement given as text goes through the cell's own rules."""

from __future__ import annotations

import timeit
from typing import TYPE_CHECKING, Any, Final

from ..frames import nearest_program_frame

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER: Final = 1_000_000
_REPEAT: Final = 5
# The library's own defaults, which its stubs do not show.


def timing_names(names: dict[str, Any]) -> dict[str, Any]:
    """Return what the module `timeit` shows in the session whose built-ins are `names`."""

    def runnable(statement: Any, space: dict[str, Any] | None) -> Callable[[], Any]:
        if callable(statement):
            function: Callable[[], Any] = statement
            return function
        code = names["compile"](str(statement), "<timeit>", "exec")
        frame = nearest_program_frame()
        given = space if space is not None else dict(frame.f_globals if frame else {})
        return lambda: names["exec"](code, given)

    class Timer(timeit.Timer):
        """Does what `timeit.Timer` does."""

        __module__ = "timeit"

        def __init__(
            self,
            stmt: Any = "pass",
            setup: Any = "pass",
            timer: Callable[[], float] = timeit.default_timer,
            globals: dict[str, Any] | None = None,  # noqa: A002  # the library's own name
        ) -> None:
            space: dict[str, Any] = globals if globals is not None else {}
            super().__init__(runnable(stmt, space), runnable(setup, space), timer)

    return {"Timer": Timer, "timeit": _timer_call(Timer), "repeat": _repeat_call(Timer)}


def _timer_call(timer_class: Callable[..., timeit.Timer]) -> Callable[..., float]:
    def run(
        stmt: Any = "pass",
        setup: Any = "pass",
        timer: Callable[[], float] = timeit.default_timer,
        number: int = _NUMBER,
        globals: dict[str, Any] | None = None,  # noqa: A002
    ) -> float:
        return timer_class(stmt, setup, timer, globals).timeit(number)

    return run


def _repeat_call(timer_class: Callable[..., timeit.Timer]) -> Callable[..., list[float]]:
    def run(
        stmt: Any = "pass",
        setup: Any = "pass",
        timer: Callable[[], float] = timeit.default_timer,
        repeat: int = _REPEAT,
        number: int = _NUMBER,
        globals: dict[str, Any] | None = None,  # noqa: A002
    ) -> list[float]:
        return timer_class(stmt, setup, timer, globals).repeat(repeat, number)

    return run
