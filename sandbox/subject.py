"""An environment as the laws see it: its verifier, its tasks, and what it knows of them.

Environment ─┬─ tasks, check_task, solution ──┐
             ├─ replay(calls) ─ end state ────┼─▶ Subject ─▶ verifiers.laws
             └─ verifier, options ────────────┘
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from ..core.author_lines import Line, lines_of, told  # msgspec reads the hints
from ..core.errors import ConfigurationError, FaultyCodeError, InvalidTaskError, SallyportError
from ..core.settings import JudgeSettings
from ..verifiers.laws import Case, Solution, Subject
from ..verifiers.laws.outcome import outcome_of
from ..verifiers.laws.time_limit import TooSlowError, time_limit
from ..verifiers.registry import verifier_of
from .context import Context
from .judging import Rollout, code_of, end_state, replayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..core.transcript import Transcript
    from ..core.types import JsonObject, State, Task, Verdict
    from ..envs.environment import Environment


DEADLINE_S: Final = JudgeSettings().deadline_s
"""Seconds for one step of judging: as long as a judge would be given for all of it."""


def subject_of(
    environment: Environment,
    rows: Sequence[JsonObject] | None = None,
    source: str = "",
    deadline_s: float = DEADLINE_S,
) -> Subject:
    """Return what the laws are held against, over `rows` or else the environment's own tasks.

    `source` are lines of Python that make `subject` again. Its functions raise FaultyCodeError for
    what the environment's code may not raise, and TooSlowError after `deadline_s`. Raises
    ConfigurationError when there is no task.
    """
    tasks = [_without_tools(row) for row in (environment.tasks() if rows is None else rows)]
    if not tasks:
        raise ConfigurationError(
            f"{environment.name} has no tasks of its own; name a file of them with --tasks"
        )
    options = msgspec.to_builtins(environment.options)
    verifier = verifier_of(environment.verifier, options)

    def judge(task: Task, transcript: Transcript, state: State) -> Verdict:
        with time_limit(deadline_s):
            return verifier(task, transcript, state)

    def solve(row: JsonObject) -> Solution | None:
        with time_limit(deadline_s):
            return _solution(environment, row)

    def check(row: JsonObject) -> Task:
        with time_limit(deadline_s), code_of(f"{environment.name}'s check_task"):
            return environment.check_task(row)

    def state(task: Task, transcript: Transcript) -> State:
        with time_limit(deadline_s):
            return end_state(environment, Rollout(environment.name, task.row, {}), transcript)

    def is_idle(row: JsonObject) -> bool:
        with time_limit(deadline_s):
            return _is_idle(environment, row)

    return Subject(
        verifier=judge,
        rows=tasks,
        solve=solve,
        task_of=check,
        state_of=state,
        tools=[tool.schema() for tool in environment.tools],
        judges_state=environment.replays,
        order_counts=_order_counts(options),
        idle_is_right=is_idle,
        source=source,
    )


class Trouble(msgspec.Struct, frozen=True):
    """Why a task cannot be judged: `number` counts tasks from 1, `lines` are its author's.

    `faulty`: it is the code that fails, and not the row that is broken; `slow`: it does not end.
    """

    number: int
    why: str
    lines: tuple[Line, ...] = ()
    faulty: bool = False
    slow: bool = False


def troubles(
    environment: Environment, subject: Subject, deadline_s: float = DEADLINE_S
) -> Iterator[Trouble | None]:
    """Judge every task once, with what solves it or else with nothing; yield None for a verdict.

    Where judging plays no calls, those of the solution are made in a world, unless that takes a
    jail. It ends with the first task that is too slow.
    """
    for number, row in enumerate(subject.rows, 1):
        try:
            subject.task_of(row)
            solution = subject.solve(row)
            outcome = outcome_of(subject, Case(row, () if solution is None else solution.items()))
            if outcome.error is not None:
                raise outcome.error
            if environment.replays:
                with code_of(f"{environment.name}'s solution"):
                    environment.solution(row)
            elif solution is not None and not environment.runs_untrusted_code:
                with time_limit(deadline_s), code_of(f"a call of {environment.name}'s world"):
                    world = environment.open(Context(environment, 0))
                    for call in solution.calls:
                        world.call(call)
                    world.export()
                    world.close()
            yield None
        except InvalidTaskError as error:
            yield Trouble(number, f"{error.type}: {error.message}")
        except TooSlowError as slow:
            yield Trouble(number, str(slow), tuple(lines_of(slow)), faulty=True, slow=True)
            return
        except FaultyCodeError as error:
            yield Trouble(number, error.message, tuple(lines_of(error)), faulty=True)
        # Whatever an author's verifier raises is told to them, with its lines.
        except Exception as error:  # noqa: BLE001
            why = f"the verifier raised {told(error)}"
            yield Trouble(number, why, tuple(lines_of(error)), faulty=True)


def _without_tools(row: JsonObject) -> JsonObject:
    """Leave out the tools' schemas: they are long, and no verifier judges by them."""
    parameters = row.get("responses_create_params")
    if not isinstance(parameters, dict):
        return row
    kept = {name: value for name, value in parameters.items() if name != "tools"}
    return {**row, "responses_create_params": kept}


def _solution(environment: Environment, row: JsonObject) -> Solution | None:
    """Ask the oracle; of a task that it cannot solve nothing is known.

    Where solving takes running code, it is asked about a row without its question: an oracle knows
    such a task by what it expects alone, and answers at once.
    """
    if environment.runs_untrusted_code:
        row = {name: row[name] for name in row if name not in {"id", "responses_create_params"}}
    try:
        with code_of(f"{environment.name}'s solution"):
            calls, message = environment.solution(row)
    except SallyportError:
        return None
    return Solution(tuple(calls), message)


def _is_idle(environment: Environment, row: JsonObject) -> bool:
    """Whether doing nothing leads where the solution does; where that cannot be told, it may."""
    if not environment.replays:
        return False
    try:
        with code_of(f"{environment.name}'s solution"):
            calls = environment.solution(row)[0]
        return replayed(environment, ()) == replayed(environment, calls)
    except SallyportError:
        return True


def _order_counts(options: JsonObject) -> str:
    strict = options.get("match") == "strict"
    return "rows are compared in their order (match: strict)" if strict else ""
