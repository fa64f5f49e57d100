"""What the language policy adds to compiling a cell."""

from __future__ import annotations

from sallyport.sandbox.interpreter import Policy, Unrestricted
from sallyport.sandbox.interpreter.compiling import compile_cell
from sallyport.sandbox.policy import restricted_policy
from tests.fidelity.corpus import programs

from .figures import Figure
from .samples import Effort, in_turns, typical

_LINES = 20
"""The figure is for a cell of that many lines."""


def measure(effort: Effort) -> list[Figure]:
    """Compile the fidelity tests' programs under both policies, in turns."""
    sources = [program.source for program in programs()]
    lines = sum(source.count("\n") for source in sources)
    restricted, unrestricted = restricted_policy(), Unrestricted()
    restricted.builtins()
    rounds = in_turns(
        {
            "restricted": lambda: _compile(sources, restricted),
            "none": lambda: _compile(sources, unrestricted),
        },
        Effort(effort.rounds, 1),
    )
    scale = 1e3 * _LINES / lines
    return [
        _figure(f"compile {_LINES} lines, restricted", scale * typical(rounds["restricted"]), 1.0),
        _figure(f"compile {_LINES} lines, no policy", scale * typical(rounds["none"]), None),
    ]


def _compile(sources: list[str], policy: Policy) -> None:
    for source in sources:
        compile_cell(source, "<cell>", policy)


def _figure(what: str, value: float, goal: float | None) -> Figure:
    return Figure(section="sandbox", what=what, value=value, unit="ms", goal=goal)
