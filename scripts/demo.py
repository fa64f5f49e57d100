"""Shows the whole way once: one service, every environment, rollouts, rewards.

    demo ── own server (free port) ── /math_with_code/ ◀── oracle, noop
      │                            └─ /workplace_assistant/ ◀── oracle, noop
      └─▶ tables on standard output; exit code 0 when the oracle earned 1.0 and noop 0.0 everywhere

The oracle plays the known solution through the real tools, noop does nothing. No model, no key.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any, Final

import msgspec
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sallyport.core.errors import SallyportError
from sallyport.core.rollout.job import Recording, jobs_of
from sallyport.core.rollout.policy import Noop, Oracle, Policy
from sallyport.core.rollout.run import run
from sallyport.core.rollout.server_process import own_server
from sallyport.core.rollout.summary import Summary
from sallyport.envs.registry import built_in_names, environment_of
from sallyport.sandbox.jail import detect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sallyport.core.rollout.rollout import Outcome
    from sallyport.core.types import JsonObject
    from sallyport.envs.environment import Environment

TASKS: Final = 12
"""Of each environment, evenly spaced over all that ship: some of every kind, in seconds."""

EXAMPLES: Final = 4
"""Of these, shown by their question."""

CONCURRENCY: Final = 8

EXPECTED: Final = {Oracle.name: 1.0, Noop.name: 0.0}

WRONG_REWARDS: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

NARROWEST: Final = 60
"""Columns below which the tables are not squeezed further."""


class Played(msgspec.Struct, frozen=True):
    """One policy's rollouts of one environment; `rows` in the order of the tasks."""

    environment: str
    policy: str
    summary: Summary
    rows: tuple[JsonObject, ...]

    @property
    def right(self) -> bool:
        """Whether every rollout was judged and got what its policy is due."""
        due = EXPECTED[self.policy]
        judged = self.summary.valid == self.summary.rollouts == len(self.rows) > 0
        return judged and all(row["reward"] == due for row in self.rows)


class Interrupted(Exception):  # noqa: N818  # the reader's wish, no error
    """The reader pressed Ctrl-C while rollouts ran."""


def main() -> int:
    """Play, print, and return the exit code."""
    console = Console(highlight=False)
    if console.width < NARROWEST:
        console.width = NARROWEST
    try:
        played = _play_everything(console)
    except (KeyboardInterrupt, Interrupted):
        console.print("Interrupted; the service is stopped.")
        return INTERRUPTED
    except SallyportError as error:
        console.print(f"demo: {error.message}", style="red", markup=False)
        return REFUSED
    console.print(_rewards(played))
    console.print()
    console.print(_examples(played))
    console.print()
    return _conclude(console, played)


def _play_everything(console: Console) -> list[Played]:
    environments = [environment_of(name) for name in built_in_names()]
    names = [environment.name for environment in environments]
    status = console.status("Starting the service ...")
    with status:
        isolation = _isolation(console)
        sets = ["--set", f"isolation.require={isolation}", "--set", f"pool.size={CONCURRENCY}"]
        with own_server([*names, *sets]) as base:
            console.print(f"Serving {' and '.join(names)} at isolation level {isolation}.\n")
            status.update("Playing ...")
            played = [
                _play(f"{base}/{environment.name}", environment, policy)
                for environment in environments
                for policy in (Oracle(environment), Noop())
            ]
            status.update("Stopping the service ...")
    return played


def _isolation(console: Console) -> str:
    """Return the level that this machine gives.

    A server that is left to itself demands the strongest level and does not serve below it. The
    demonstration runs nothing but programs of this repository, so it takes what there is and says
    so.
    """
    support = detect()
    missing = support.missing("namespaces")
    if missing:
        console.print(f"Note: {missing}.\n", style="yellow", markup=False)
    return support.level


def _play(base: str, environment: Environment, policy: Policy) -> Played:
    rows: dict[int, JsonObject] = {}

    def keep(outcome: Outcome) -> None:
        rows[outcome.row["_ng_task_index"]] = outcome.row

    jobs = jobs_of(Recording(row) for row in _chosen(environment))
    summary = Summary()
    asyncio.run(run(base, policy, jobs, keep, summary=summary, concurrency=CONCURRENCY))
    if summary.interrupted:
        raise Interrupted
    ordered = tuple(rows[index] for index in sorted(rows))
    return Played(environment.name, policy.name, summary, ordered)


def _chosen(environment: Environment) -> Iterator[JsonObject]:
    """Yield the tasks to play; not those that are solved by doing nothing, which noop earns too."""
    rows = [row for row in environment.tasks() if not row.get("do_nothing")]
    count = min(TASKS, len(rows))
    for number in range(count):
        yield rows[number * len(rows) // count]


# ── what is shown ────────────────────────────────────────────────────────────────────────────────


def _rewards(played: list[Played]) -> Table:
    table = _table("Rewards")
    table.add_column("environment")
    table.add_column("policy")
    for name in ("rollouts", "mean reward", "not valid", "seconds"):
        table.add_column(name, justify="right")
    for each in played:
        summary = each.summary
        table.add_row(
            each.environment,
            each.policy,
            str(summary.rollouts),
            _reward(summary.mean_reward),
            str(summary.rollouts - summary.valid),
            f"{summary.seconds:.2f}",
        )
    return table


def _examples(played: list[Played]) -> Table:
    table = _table("Some of the tasks")
    table.add_column("task", ratio=1, no_wrap=True, overflow="ellipsis")
    for policy in EXPECTED:
        table.add_column(policy, justify="right")
    table.expand = True
    for name in dict.fromkeys(each.environment for each in played):
        rows = {each.policy: each.rows for each in played if each.environment == name}
        tasks = rows[Oracle.name]
        for index in range(0, len(tasks), max(1, len(tasks) // EXAMPLES)):
            rewards = [_reward(rows[policy][index]["reward"]) for policy in EXPECTED]
            table.add_row(Text(_question(tasks[index])), *rewards)
        table.add_section()
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold")


def _reward(reward: float | None) -> Text:
    if reward is None:
        return Text("none", "red")
    return Text(f"{reward:.3f}", "green" if reward else "dim")


def _question(row: JsonObject) -> str:
    """Return the last thing that the user said, on one line."""
    messages: list[Any] = row["responses_create_params"]["input"]
    return " ".join(str(messages[-1]["content"]).split())


def _conclude(console: Console, played: list[Played]) -> int:
    wrong = [each for each in played if not each.right]
    console.print(Rule(style="dim"))
    if not wrong:
        console.print(
            "Every oracle rollout earned 1.0 and every noop rollout 0.0. Service stopped."
        )
        return 0
    for each in wrong:
        due = EXPECTED[each.policy]
        console.print(
            f"{each.environment}: every {each.policy} rollout should earn {due}.", style="red"
        )
        for row in each.rows:
            if row["reward"] != due:
                reason = row["failure_reason"] or (row["verdict"] or {}).get("reason")
                console.print(f"  {row['reward']}: {_question(row)[:80]} ({reason})", markup=False)
    return WRONG_REWARDS


if __name__ == "__main__":
    sys.exit(main())
