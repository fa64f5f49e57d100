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
from ...sandbox.subject import subject_of
from ...verifiers.laws import LAWS, as_test, hold
from ...verifiers.laws.elsewhere import ChildError
from ..config.yaml_text import load_value
from ..errors import ConfigurationError
from ..rollout.jsonl import read_lines
from .output import wide_console
from .settings import one_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...envs.environment import Environment
    from ...verifiers.laws import Result, Subject
    from ..types import JsonObject

__all__ = ["environment_at", "hold_to_laws", "rows_in", "source_of", "subject_of"]

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


def hold_to_laws(name: str, subject: Subject, *, examples: int, seed: int) -> bool:
    """Try every law and print how it ended; return whether none was broken.

    Raises ConfigurationError when other processes cannot make the environment.
    """
    results: list[Result] = []
    try:
        with _progress(examples) as (begin, advance):
            for law in LAWS:
                begin(law.name)
                tried = hold(subject, law, examples=examples, seed=seed, on_example=advance)
                results.append(tried)
    except ChildError as error:
        raise ConfigurationError(str(error))
    console = wide_console(sys.stdout)
    _print_table(console, name, results)
    for result in results:
        if result.ending == "broken":
            _print_counterexample(console, subject, result)
    return all(result.ending != "broken" for result in results)


@contextlib.contextmanager
def _progress(examples: int) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """Yield what to call at each law and after each example; a bar where a person watches."""
    if not sys.stderr.isatty():
        yield (lambda name: None), (lambda: None)
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
            lambda name: progress.reset(task, description=name, total=examples),
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


def _print_counterexample(console: Console, subject: Subject, result: Result) -> None:
    """Print the test by itself, unwrapped, so that it can be pasted."""
    console.print(Text(f"\n{result.law} is broken: {result.why}", "bold"), soft_wrap=True)
    console.print(Text(as_test(subject, result)), soft_wrap=True)
