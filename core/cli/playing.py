"""What `sallyport rollout` does once its arguments are read.

tasks or recordings ─▶ jobs ─▶ run(policy, server) ─▶ JSON lines, progress bar, summary table
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ..errors import ConfigurationError
from ..isolation import MIN_ISOLATION, STRONGEST_FIRST
from ..rollout.job import Job, Recording, jobs_of, recorded_jobs
from ..rollout.jsonl import open_lines, read_lines
from ..rollout.policy import Noop, Oracle, Policy, Replay
from ..rollout.recordings import recordings, task_key
from ..rollout.row_files import RowFiles
from ..rollout.run import run
from ..rollout.server_process import own_server
from ..rollout.summary import Summary
from .api_key import key_headers
from .output import console_beside, print_figures
from .progress import progress_bar
from .reaching import environment_base, expect_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...envs.environment import Environment
    from ..rollout.rollout import Outcome

_REPLAY: Final = "replay:"


class Plan(msgspec.Struct, frozen=True):
    """What to play where; `serve` are the arguments of a server of our own, if `url` is None."""

    environment: Environment
    policy: str
    tasks: Path | None
    repeats: int
    concurrency: int
    limit: int | None
    url: str | None
    api_key: str | None
    min_isolation: str | None
    output: str | None
    serve: tuple[str, ...]
    resume: bool = False
    overwrite: bool = False


def play_all(plan: Plan) -> Summary:
    """Play everything and print the summary. Raises ConfigurationError, NotReadyError."""
    headers = key_headers(plan.api_key) | _isolation_header(plan.min_isolation)
    policy, recorded = _policy(plan)
    jobs, total = _jobs(plan, recorded)
    summary = Summary(plan.repeats if recorded is None else None)
    made = RowFiles(
        plan.output,
        None,
        resume=plan.resume,
        overwrite=plan.overwrite,
        inputs=(plan.tasks, recorded),
    )
    with contextlib.closing(made) as files:
        done = files.keep_only(lambda row: row.get("valid") is True, summary.add_earlier)
        jobs = (job for job in jobs if (job.task_index, job.rollout_index) not in done)
        with (
            reached(plan.url, plan.api_key, plan.serve) as server,
            progress_bar(total, summary) as advance,
        ):

            def on_outcome(outcome: Outcome) -> None:
                files.write(outcome.row, judged=True)
                advance()

            work = run(
                environment_base(server, plan.api_key, plan.serve[0], plan.environment.name),
                policy,
                jobs,
                on_outcome,
                summary=summary,
                concurrency=plan.concurrency,
                headers=headers,
            )
            asyncio.run(work)
        if not summary.interrupted:
            files.keep()
    if not summary.rollouts and not summary.interrupted:
        raise ConfigurationError("there is no task to play; look at the file given, and --limit")
    title = f"{plan.environment.name}, policy {policy.name}"
    title += ", interrupted" if summary.interrupted else ""
    print_figures(console_beside(plan.output), title, summary.figures(), summary.causes.examples())
    return summary


def _isolation_header(level: str | None) -> dict[str, str]:
    if level is None:
        return {}
    if level not in STRONGEST_FIRST:
        levels = ", ".join(STRONGEST_FIRST)
        raise ConfigurationError(f"--min-isolation {level}: there are {levels}; choose one of them")
    return {MIN_ISOLATION: level}


def _policy(plan: Plan) -> tuple[Policy, Path | None]:
    if plan.policy.startswith(_REPLAY):
        path = Path(plan.policy.removeprefix(_REPLAY))
        open_lines(path).close()
        return Replay(), path
    if plan.policy == Oracle.name:
        return Oracle(plan.environment), None
    if plan.policy == Noop.name:
        return Noop(), None
    raise ConfigurationError(
        f"--policy {plan.policy}: there are oracle, noop and replay:FILE; choose one of them"
    )


def _jobs(plan: Plan, recorded: Path | None) -> tuple[Iterator[Job], int | None]:
    """Return the jobs and how many there are, if that is known without reading a file."""
    total = None
    source: Iterable[Recording]
    if plan.tasks is not None:
        open_lines(plan.tasks).close()
    if recorded is not None:
        source = recordings(recorded, plan.environment, plan.tasks)
    elif plan.tasks is not None:
        source = (Recording(row) for _, row in read_lines(plan.tasks))
    else:
        shipped = plan.environment.tasks()
        total = min(len(shipped), plan.limit or len(shipped)) * plan.repeats
        source = (Recording(row) for row in shipped)
    if recorded is not None:
        return recorded_jobs(source, task_key, repeats=plan.repeats, limit=plan.limit), None
    return jobs_of(source, repeats=plan.repeats, limit=plan.limit), total


@contextlib.contextmanager
def reached(url: str | None, key: str | None, serve: Sequence[str]) -> Iterator[str]:
    """Yield the address of a running server, or of one of our own, started with `serve`.

    Raises ConfigurationError, NotReadyError.
    """
    if url is None:
        with own_server(serve) as base:
            yield base
    else:
        expect_answer(url, key)
        yield url
