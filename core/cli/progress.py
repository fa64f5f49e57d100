"""The progress bar of a run: on standard error, and only where a person watches."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Counts(Protocol):
    """What is counted while a run goes on."""

    @property
    def rollouts(self) -> int:
        """All of them so far."""

    @property
    def valid(self) -> int:
        """Those with a reward."""

    @property
    def mean_reward(self) -> float | None:
        """The mean of these; None without one."""


@contextlib.contextmanager
def progress_bar(total: int | None, summary: Counts) -> Iterator[Callable[[], None]]:
    """Yield what to call after each rollout; `total` None shows a bar without an end."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("rollouts", total=total)
        yield lambda: progress.update(task, advance=1, description=_description(summary))


def _description(summary: Counts) -> str:
    mean = summary.mean_reward
    failed = summary.rollouts - summary.valid
    shown = "no reward yet" if mean is None else f"mean reward {mean:.3f}"
    return f"{shown}, {failed} not valid" if failed else shown
