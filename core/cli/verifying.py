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
from ..rollout.jsonl import each_line, open_lines
from ..rollout.recordings import TaskIndex
from ..rollout.row_files import RowFiles, count_lines, failures_beside
from .comparison import Comparison
from .output import console_beside, print_figures
from .progress import progress_bar
from .rejudging import LINE, OTHER, Rejudged, Rejudging
from .settings import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...envs.environment import Environment
    from ...sandbox.setup import EnvironmentSetup
    from ..rollout.jsonl import Line
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
    overwrite: bool = False
    compare: Path | None = None
    config: Path | None = None
    sets: tuple[str, ...] = ()


def verify_all(plan: Plan) -> Comparison:
    """Judge everything and print the figures. Raises ConfigurationError, NotReadyError."""
    open_lines(plan.file).close()
    settings = configuration([plan.environment], plan.config, plan.sets).settings
    entry = settings.environments[0]
    served = [(setup_of(entry), environment_for(entry))]
    other = _other(plan)
    if other is not None:
        served.append((setup_of(other, _OTHER_NAME), environment_for(other)))
    comparison = Comparison(compared=other is not None)
    failures = plan.failures or failures_beside(plan.output)
    made = RowFiles(
        plan.output,
        failures,
        resume=plan.resume,
        overwrite=plan.overwrite,
        inputs=(plan.file, plan.tasks, plan.config, plan.compare),
    )
    with contextlib.closing(made) as files, _logs_beside_rows():
        asyncio.run(_judge_all(plan, settings, served, files, comparison))
        files.keep()
    console = console_beside(plan.output)
    for change in comparison.changed:
        console.print(change, markup=False)
    print_figures(
        console,
        f"{entry.name}, judged again",
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
    rows = islice(each_line(plan.file), plan.limit)
    _sum_up_earlier(plan, rows, files, comparison)
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


def _sum_up_earlier(
    plan: Plan, rows: Iterator[Line], files: RowFiles, comparison: Comparison
) -> None:
    """Count what earlier runs judged, and skip its rows. Raises ConfigurationError.

    The two files are in the order of the one that was judged: the next row of one of them is of
    the next row read. Where neither is, another file was judged.
    """
    earlier = [files.earlier(judged=True), files.earlier(judged=False)]
    heads = [next(each, None) for each in earlier]
    for number in range(files.done):
        line = next(rows, None)
        of = [n for n, head in enumerate(heads) if line and head and _is_of(head, line)]
        row = heads[of[0]] if of else None
        if line is None or row is None or (plan.compare is not None and OTHER not in row):
            raise ConfigurationError(
                f"{plan.output}: of its {files.done} rows the one after {number} is not of"
                f" {plan.file}; --resume goes on with the run of the same file and options"
            )
        heads[of[0]] = next(earlier[of[0]], None)
        recorded = None if line.row is None else line.row.get("reward")
        other = row.get(OTHER)
        other_cause = _cause_of(other) if isinstance(other, dict) else None
        comparison.add(Rejudged(row, recorded, _cause_of(row), other_cause))


def _is_of(row: JsonObject, line: Line) -> bool:
    if line.row is None:
        return row.get(LINE) == line.number
    return bool(row.get("response") == line.row.get("response"))


def _cause_of(row: JsonObject) -> str | None:
    return None if row["reward"] is not None else str(row["failure_reason"]).partition(":")[0]


def _total(plan: Plan, done: int) -> int:
    count = count_lines(plan.file)
    return max(min(count, plan.limit or count) - done, 0)
