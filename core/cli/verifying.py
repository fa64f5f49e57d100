"""What `sallyport verify` does once its arguments are read.

rows of a file ─▶ (those of an earlier run skipped) ─▶ judges ─▶ two files, progress, table
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from ...sandbox.own_judges import own_judges, setup_of
from ..config.environments import environment_for
from ..errors import ConfigurationError
from ..judge_model import judges_of, model_judging
from ..rollout.jsonl import open_input, read_lines
from ..rollout.recordings import TaskIndex
from ..rollout.row_files import RowFiles, count_lines, failures_beside
from .comparison import Comparison
from .output import console_beside, print_figures
from .progress import progress_bar
from .rejudging import Rejudging
from .settings import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...envs.environment import Environment
    from ...sandbox.setup import EnvironmentSetup
    from ..settings import EnvironmentSettings, ServerSettings
    from ..types import JsonObject

_OTHER_NAME: Final = "/other"
"""Under this name the judges know the environment of the other configuration; no server's name has
a slash."""

_FRAME_BYTES: Final = 1024
"""Of a frame, for all that is not the rollout."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to judge and how; the fields are the command's arguments."""

    environment: str
    file: Path
    tasks: Path | None = None
    limit: int | None = None
    output: str | None = None
    failures: Path | None = None
    resume: bool = False
    compare: Path | None = None
    config: Path | None = None
    sets: tuple[str, ...] = ()


def verify_all(plan: Plan) -> Comparison:
    """Judge everything and print the figures. Raises ConfigurationError, NotReadyError."""
    open_input(plan.file).close()
    settings = configuration([plan.environment], plan.config, plan.sets).settings
    entry = settings.environments[0]
    served = [(setup_of(entry), environment_for(entry))]
    other = _other(plan)
    if other is not None:
        served.append((setup_of(other, _OTHER_NAME), environment_for(other)))
    comparison = Comparison(compared=other is not None)
    failures = plan.failures or failures_beside(plan.output)
    with (
        contextlib.closing(RowFiles(plan.output, failures, resume=plan.resume)) as files,
        _logs_beside_rows(),
    ):
        asyncio.run(_judge_all(plan, settings, served, files, comparison))
    console = console_beside(plan.output)
    for change in comparison.changed:
        console.print(change, markup=False)
    print_figures(
        console,
        f"{plan.environment}, judged again",
        comparison.figures(),
        comparison.causes.examples(),
    )
    return comparison


def _other(plan: Plan) -> EnvironmentSettings | None:
    if plan.compare is None:
        return None
    return configuration([plan.environment], plan.compare, plan.sets).settings.environments[0]


async def _judge_all(
    plan: Plan,
    settings: ServerSettings,
    served: Sequence[tuple[EnvironmentSetup, Environment]],
    files: RowFiles,
    comparison: Comparison,
) -> None:
    rows = _rows(plan, files.done)
    total = _total(plan, files.done)
    chosen = judges_of({setup.name: environment for setup, environment in served})
    async with (
        own_judges(settings, served) as own,
        model_judging(own, chosen) as judges,
    ):
        rejudging = Rejudging(
            judges=judges,
            environment=served[0][0].name,
            other=served[1][0].name if len(served) > 1 else None,
            tasks=_Tasks(plan.tasks, served[0][1]).find,
            given=plan.tasks is not None,
            max_bytes=settings.calls.max_frame_bytes - _FRAME_BYTES,
        )
        with progress_bar(total, comparison) as advance:
            async with contextlib.aclosing(rejudging.rows(rows)) as rejudged:
                async for row in rejudged:
                    comparison.add(row)
                    files.write(row.row, judged=row.cause is None)
                    advance()


@contextlib.contextmanager
def _logs_beside_rows() -> Iterator[None]:
    """Log errors on standard error for a while: standard output is for rows."""
    before = structlog.get_config()
    structlog.configure(
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger("error"),
    )
    try:
        yield
    finally:
        structlog.configure(**before)


class _Tasks:
    """Finds tasks by prompt, those of a file or the environment's own; read at first need."""

    def __init__(self, file: Path | None, environment: Environment) -> None:
        self._file = file
        self._environment = environment
        self._index: TaskIndex | None = None

    def find(self, row: JsonObject) -> JsonObject | None:
        """Return the task of a recorded row, or None."""
        if self._index is None:
            self._index = TaskIndex(self._file or self._environment.tasks())
        return self._index.find(row)


def _rows(plan: Plan, done: int) -> Iterator[JsonObject]:
    rows = (row for _, row in islice(read_lines(plan.file), plan.limit))
    for number in range(done):
        if next(rows, None) is None:
            raise ConfigurationError(
                f"{plan.output}: holds {done} rows, and {plan.file} has only {number}; "
                "--resume goes on with the run of the same file"
            )
    return rows


def _total(plan: Plan, done: int) -> int:
    count = count_lines(plan.file)
    return max(min(count, plan.limit or count) - done, 0)
