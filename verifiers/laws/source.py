"""A counter-example as a test that can be pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .run import Result
    from .subject import Subject

WIDTH: Final = 96
"""Columns that a line may have before it is broken up."""

ELSEWHERE: Final = "same_everywhere"
"""The law whose test has to tell other processes how the subject is made."""

_TOLD_SOURCE: Final = "subject = dataclasses.replace(subject, source={!r})"

_MAX_LISTS: Final = 50
"""Brackets within brackets that Python's reader takes, with room to spare."""

_MAX_REASON: Final = 3  # lines

_NO_SOURCE: Final = "subject = ...  # the one that was held to the laws"


def as_test(subject: Subject, result: Result) -> str:
    """Return a module with one test that fails as long as the law is broken in this way."""
    cases = result.counterexample
    shared = all(case.row == cases[0].row for case in cases)
    source = subject.source.strip()
    lines = [
        *(["import dataclasses", ""] if result.law == ELSEWHERE else []),
        "from sallyport.verifiers import laws",
        source or _NO_SOURCE,
        *([_TOLD_SOURCE.format(source)] if result.law == ELSEWHERE else []),
        "",
        "",
        f"def test_{result.law}() -> None:",
        *(f"    # {line[:WIDTH]}" for line in result.why.splitlines()[:_MAX_REASON]),
        *(f"    #   {line}: {line.text}"[:WIDTH] for line in result.lines),
        *([f"    row = {literal(cases[0].row, 4)}"] if shared else []),
        f'    laws.law("{result.law}").check(',
        "        subject,",
        *(f"        {_case(case, shared=shared)}," for case in cases),
        "    )",
    ]
    return "\n".join(lines) + "\n"


def _case(case: Case, *, shared: bool) -> str:
    parts = ["row=row" if shared else f"row={literal(case.row, 12)}"]
    parts.append(f"items={literal(case.items, 12)}")
    if case.state is not None:
        parts.append(f"state={literal(case.state, 12)}")
    return "laws.Case(\n" + "".join(f"            {part},\n" for part in parts) + "        )"


def literal(value: Any, indent: int = 0) -> str:
    """Return Python that makes a JSON value, broken up where it is too long for one line."""
    levels = _lists(value)
    if levels > _MAX_LISTS:
        return f"laws.nested({levels})"
    if not isinstance(value, dict | list | tuple) or not value:
        return repr(value)
    opening, closing = _BRACKETS[type(value)]
    inner = " " * (indent + 4)
    parts = list(_parts(value, indent + 4))
    flat = f"{opening}{', '.join(parts)}{',' if type(value) is tuple else ''}{closing}"
    if len(flat) + indent <= WIDTH and "\n" not in flat:
        return flat
    body = "".join(f"{inner}{part},\n" for part in parts)
    return f"{opening}\n{body}{' ' * indent}{closing}"


def _lists(value: Any) -> int:
    """Return how many lists are in one another, down to an empty one; 0 when it is not so."""
    levels = 0
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
        levels += 1
    return levels if value == [] else 0


_BRACKETS: Final = {dict: ("{", "}"), list: ("[", "]"), tuple: ("(", ")")}


def _parts(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{key!r}: {literal(inner, indent)}"
    else:
        for inner in value:
            yield literal(inner, indent)
