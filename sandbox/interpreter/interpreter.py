"""A session's Python: cells run one after another in one namespace, as in a notebook.

    run(source) ─▶ enter surroundings ─▶ compile (policy) ─▶ run ─▶ str(trailing value)
                                             │                │            │
                                             └──── Ending ◀───┴────────────┘
                ─▶ leave surroundings ─▶ Execution(stdout, stderr + traceback, result, status)

Nothing that a cell does comes out of `run` as an exception.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
from traceback import FrameSummary
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from ...core.errors import ConfigurationError
from ...core.types import Execution, ExecutionStatus
from .before import Before
from .bounded import bounded_text
from .compiling import compile_cell, without_common_indent
from .ending import Ending, Endings
from .event_loop import CellLoop
from .failure import type_name
from .history import History
from .interrupt import Interrupt
from .limits import CellLimits
from .randomness import seed_generators
from .reached import ReachedLimits
from .reserve import Reserve
from .source_lines import SourceLines
from .surroundings import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

    from .policy_seam import Policy
    from .snapshots import Parts

_to_text: Final = str
_getpid: Final = os.getpid
_exit: Final = os._exit  # the only way out of a process without its exit handlers
# Own references: they are used before what a cell did to the built-ins is undone.


class Interpreter:
    """One session's interpreter: `limits`, `policy` and, as its first cell, a `preamble`.

    Runs cells in the calling thread; one interpreter a process, in the main thread, for
    interrupts and the program's own signal handlers to work. `limits` may be exchanged between
    cells, but for the recursion limit, which is the program's from then on. `scratch` is the
    session's own folder, where it has one. Raises ConfigurationError when the preamble fails.
    """

    def __init__(
        self,
        *,
        limits: CellLimits | None = None,
        policy: Policy,
        preamble: str = "",
        scratch: Path | None = None,
    ) -> None:
        self.limits = limits or CellLimits()
        self.policy = policy
        self._scratch = scratch
        self._before = Before.now()
        self._main = ModuleType("__main__")
        self._builtins = _builtins_of(policy)
        self._number = 0
        self._lines = SourceLines()
        self._surroundings = Surroundings(self._main, self.limits.recursion_limit)
        self._reserve = Reserve()
        self._interrupt = Interrupt(lambda limit: self._endings.stop_message(limit))
        reached = ReachedLimits(self._reserve.own_peak, self._surroundings.recursion_limit)
        self._endings = Endings(self._lines, self._interrupt, reached)
        policy.admit(scratch)
        self.namespace.update(policy.bound_names())
        self._loop = CellLoop()
        if preamble:
            self._run_preamble(preamble)
        self._history = History(self.namespace)

    @property
    def namespace(self) -> dict[str, Any]:
        """The cells' global variables, live; also the attributes of their `__main__`."""
        return vars(self._main)

    @property
    def main(self) -> ModuleType:
        """The module that cells know as `__main__` (in `sys.modules` only while a cell runs)."""
        return self._main

    def arm_interrupt(self, number: int = signal.SIGUSR1, cpu_number: int = signal.SIGXCPU) -> None:
        """Let two signals stop the running cell; once, in the worker's main thread.

        `number` says that its time is over, `cpu_number` that its processor time is. They may be
        sent at any time and again; where no cell runs they do nothing.
        """
        self._interrupt.arm(number, cpu_number)

    def seed(self, seed: int) -> None:
        """Seed the global random generators; see `seed_generators`."""
        seed_generators(seed)

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        """Return the state, at most `limit_bytes`, and by name why what is not in it is not.

        Nothing changes by it. Raises NotCopyableError when the state is too large.
        """
        from .snapshots import take  # late: few sessions need it, the front door never

        return take(self._parts(), limit_bytes)

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot, in a fresh interpreter; its bytes can run any code.

        Raises NotCopyableError when it cannot be; the interpreter is then of no more use.
        """
        from .snapshots import bring_back  # late, as above

        self._number = bring_back(self._parts(), data)
        self._history = History(self.namespace)

    def _parts(self) -> Parts:
        from .snapshots import Parts

        self.namespace["__builtins__"] = self._builtins
        return Parts(
            main=self._main,
            builtins=self._builtins,
            policy=self.policy,
            lines=self._lines,
            surroundings=self._surroundings,
            number=self._number,
            before=self._before,
            scratch=self._scratch,
        )

    def run(self, source: str) -> Execution:
        """Run one cell; never raises because of what the cell does."""
        self._number += 1
        try:
            source = without_common_indent(source)
            return self._run(source, f"<cell {self._number}>", self._history)
        except BaseException as error:  # noqa: BLE001  # what a hostile cell left may break anything
            return self._broken(error)

    def close(self) -> None:
        """Give back what the session holds of the process; no cell can run after."""
        self._loop.close()

    def rehearse(self) -> None:
        """Do all that running a cell does but for the cell, and leave no trace of it.

        In a process that was just forked, memory is copied when it is first written to: a rehearsal
        writes to what every cell writes to, so that the next cell does not wait for the copying.
        """
        # What an earlier cell left may break it, as it may break a cell; nothing hangs on it.
        with contextlib.suppress(BaseException):
            self._run("None", "<rehearsal>")

    def _run_preamble(self, source: str) -> None:
        execution = self._run(source, "<preamble>")
        if not execution.success:
            raise ConfigurationError(f"the interpreter's preamble fails: {execution.error_message}")

    def _run(self, source: str, name: str, history: History | None = None) -> Execution:
        self._endings.begin(self.limits)
        self.namespace["__builtins__"] = self._builtins
        self._surroundings.enter(self.limits.output_limit_bytes)
        self._reserve.take()
        self._interrupt.begin()
        ending = self._ending_of(source, name, history)
        self._interrupt.end()
        self._reserve.drop()
        return self._leave(ending)

    def _ending_of(self, source: str, name: str, history: History | None) -> Ending:
        process = _getpid()
        source = source.removeprefix("\ufeff")  # a file may begin with a byte order mark
        if len(source) > self.limits.source_limit_bytes:
            return self._endings.too_long(len(source))
        self._lines.add(name, source)
        if history is not None:
            history.ask(self._number, source)
        try:
            self._interrupt.expose()
            code = compile_cell(source, name, self.policy)
        except BaseException as error:  # noqa: BLE001  # every kind has its ending
            self._calm(process, 1)
            return self._endings.not_compiled(error, name)
        outer = None
        try:
            value = code.run(self.namespace, self._loop)
            outer = FrameSummary(name, code.tail_line, "<module>", lookup_line=False)
            text = None if value is None else _to_text(value)
        except BaseException as error:  # noqa: BLE001  # every kind has its ending
            self._calm(process, 1)
            return self._endings.failed(error, outer)
        self._calm(process, 0)
        if history is not None:
            history.answer(self._number, value)
        return self._endings.done(text)

    def _calm(self, process: int, code: int) -> None:
        """Come back to safe ground: memory, built-ins, recursion limit, and the right process.

        A cell that forks and does not end its child comes here twice; the child must not go on to
        answer the worker's requests.
        """
        self._reserve.drop()
        if _getpid() != process:
            _exit(code)
        self._surroundings.flush_replaced()
        self._interrupt.shield()
        self._surroundings.calm()

    def _leave(self, ending: Ending) -> Execution:
        if ending.text:
            self._surroundings.stderr.add(ending.text)
        stdout, stderr = self._surroundings.output()
        self._surroundings.leave()
        message, message_cut = bounded_text(ending.message or "", self.limits.output_limit_bytes)
        cut = stdout.cut or stderr.cut or ending.cut or message_cut
        success = ending.status == "ok"
        return Execution(
            success=success,
            stdout=stdout.text(),
            stderr=stderr.text(),
            error_message=message if ending.message is not None else None,
            result=ending.result,
            status="output_limit" if success and cut else ending.status,
            truncated=cut,
            duration_s=self._endings.duration_s(),
        )

    def _broken(self, error: BaseException) -> Execution:
        """Give the outcome of a cell that broke our own code, most likely by lack of memory."""
        self._reserve.drop()
        self._interrupt.end()
        # A second time: a late alarm of the cell's may have come up in the first.
        with contextlib.suppress(BaseException):
            self._surroundings.leave()
        self._surroundings.leave()
        message = f"InterpreterError: the cell's outcome is unknown ({type_name(error)})"
        status: ExecutionStatus = "memory_limit" if isinstance(error, MemoryError) else "error"
        duration = self._endings.duration_s()
        return Execution(False, "", f"{message}\n", message, None, status, duration_s=duration)


def _builtins_of(policy: Policy) -> dict[str, Any] | ModuleType:
    """Return the cells' `__builtins__`: in a script it is the module, not its dict."""
    names = policy.builtins()
    return builtins if names is vars(builtins) else names
