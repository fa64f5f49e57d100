"""What `sallyport check` does once its arguments are read.

ENV ─▶ Subject ─▶ laws, one by one ─▶ progress bar, table, counter-examples as tests
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ...envs.registry import BUILT_IN, load_entrypoint
from ...sandbox.subject import DEADLINE_S, Trouble, subject_of, troubles
from ...verifiers.laws import LAWS, Result, as_test, hold
from ...verifiers.laws.elsewhere import ChildError
from ..config.yaml_text import load_value
from ..errors import ConfigurationError
from ..rollout.jsonl import read_lines
from .output import wide_console
from .settings import one_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...envs.environment import Environment
    from ...verifiers.laws import Subject
    from ..author_lines import Line
    from ..types import JsonObject

__all__ = ["environment_at", "hold_to_laws", "rows_in", "source_of", "subject_of"]

MAX_SHOWN: Final = 5
"""Causes for which a task that cannot be judged is shown."""

_STYLES: Final = {"kept": "green", "broken": "bold red", "skipped": "yellow"}


def environment_at(name: str, config: Path | None, sets: Sequence[str] | None) -> Environment:
    """Make the environment called `name`, or that of a file: `FILE.py`, `FILE.py:NAME`.

    With a file, `sets` are options of the environment. Raises ConfigurationError.
    """
    file, _, chosen = name.partition(".py:")
    if not chosen and not name.endswith(".py"):
        return one_environment(name, config, sets)
    if config is not None:
        raise ConfigurationError("name a server of --config, or a file, but not both")
    path = f"{file}.py" if chosen else name
    return load_entrypoint(path, dict(_option(each) for each in sets or ()), chosen or None)


def _option(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise ConfigurationError(f"--set {text}: write it as KEY=VALUE")
    return name, load_value(value)


def rows_in(tasks: Path) -> list[JsonObject]:
    """Return the rows of a file of tasks. Raises ConfigurationError."""
    return [row for _, row in read_lines(tasks)]


def source_of(environment: Environment, tasks: Path | None) -> str:
    """Return lines of Python that make the subject again, in any process."""
    made, imported = _making(environment)
    rows = ""
    if tasks is not None:
        imported.append("from sallyport.core.cli.checking import Path, rows_in")
        rows = f", rows_in(Path({str(tasks.resolve())!r}))"
    imported.append("from sallyport.sandbox.subject import subject_of")
    return "\n".join([*sorted(imported), "", f"subject = subject_of({made}{rows})"])


def _making(environment: Environment) -> tuple[str, list[str]]:
    options = msgspec.to_builtins(environment.options)
    name = environment.name
    where = "from sallyport.envs.registry import"
    kind = type(environment)
    if name in BUILT_IN and kind.__module__.endswith(BUILT_IN[name][0]):
        return f"environment_of({name!r}, {options!r})", [f"{where} environment_of"]
    file = sys.modules[kind.__module__].__file__
    return f"load_entrypoint({file!r}, {options!r}, {name!r})", [f"{where} load_entrypoint"]


def hold_to_laws(
    name: str,
    environment: Environment,
    subject: Subject,
    *,
    examples: int,
    seed: int,
    deadline_s: float = DEADLINE_S,
) -> bool:
    """Judge every task, try every law, print how it ended; return whether nothing was wrong.

    Once something does not end in time, and where no row is a task, no law is tried any more.
    Raises ConfigurationError when other processes cannot make the environment.
    """
    found: list[Trouble] = []
    results: list[Result] = []
    hopeless = ""
    try:
        with _progress(examples) as (begin, advance):
            begin("tasks", len(subject.rows))
            for trouble in troubles(environment, subject, deadline_s):
                found.extend([] if trouble is None else [trouble])
                advance()
            if any(each.slow for each in found):
                hopeless = "a task is not judged in time"
            elif len(found) == len(subject.rows) and not any(each.faulty for each in found):
                hopeless = "no task can be judged"
            for law in LAWS:
                if hopeless:
                    results.append(Result(law.name, "skipped", why=hopeless))
                    continue
                begin(law.name, examples)
                tried = hold(subject, law, examples=examples, seed=seed, on_example=advance)
                results.append(tried)
                hopeless = f"see {law.name}: judging does not end in time" if tried.slow else ""
    except ChildError as error:
        raise ConfigurationError(str(error))
    console = wide_console(sys.stdout)
    _print_table(console, name, results)
    _print_troubles(console, found, len(subject.rows))
    for result in results:
        if result.ending == "broken":
            _print_counterexample(console, subject, result)
    return not found and all(result.ending != "broken" for result in results)


@contextlib.contextmanager
def _progress(examples: int) -> Iterator[tuple[Callable[[str, int], None], Callable[[], None]]]:
    """Yield what to call at each law and after each example; a bar where a person watches."""
    if not sys.stderr.isatty():
        yield (lambda name, total: None), (lambda: None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("laws", total=examples)
        yield (
            lambda name, total: progress.reset(task, description=name, total=total),
            lambda: progress.advance(task),
        )


def _print_table(console: Console, name: str, results: Sequence[Result]) -> None:
    table = Table(box=None, padding=(0, 2), pad_edge=False)
    for column in ("law", "examples", "result", ""):
        table.add_column(column, justify="right" if column == "examples" else "left")
    promises = {law.name: law.promise for law in LAWS}
    for result in results:
        told = promises[result.law] if result.ending != "skipped" else result.why
        ending = Text(result.ending, _STYLES[result.ending])
        table.add_row(
            Text(result.law), f"{result.examples:,}", ending, Text(told + _waiting(result))
        )
    console.print(Text(f"{name}, held to the laws", "bold"))
    console.print(table)


def _waiting(result: Result) -> str:
    if result.ending == "skipped" or not result.waiting:
        return ""
    return f" ({result.waiting:,} more examples said nothing of it)"


def _print_troubles(console: Console, found: Sequence[Trouble], tasks: int) -> None:
    """Tell how many tasks cannot be judged, with one example of each cause."""
    if not found:
        return
    told = f"\n{len(found):,} of {tasks:,} tasks cannot be judged"
    console.print(Text(told, "bold"))
    shown: set[str] = set()
    for each in found:
        if each.why not in shown and len(shown) < MAX_SHOWN:
            shown.add(each.why)
            console.print(Text(f"task {each.number}: {each.why}"), soft_wrap=True)
            _print_lines(console, each.lines)


def _print_lines(console: Console, lines: Sequence[Line]) -> None:
    for line in lines:
        console.print(Text(f"    {line}: {line.text}"), soft_wrap=True)


def _print_counterexample(console: Console, subject: Subject, result: Result) -> None:
    """Print the test by itself, unwrapped, so that it can be pasted."""
    console.print(Text(f"\n{result.law} is broken: {result.why}", "bold"), soft_wrap=True)
    console.print(Text(as_test(subject, result)), soft_wrap=True)
