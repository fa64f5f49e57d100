"""A tool: one function that an agent may call, its schema and the check of its arguments.

    def send(office: Office, /, recipient: str) ─┐
        Send a mail.              description    ├─▶ Tool.from_function(send)
        Args:                                    │      .schema()        what the model is shown
            recipient: Who gets it.              ┘      .bind(arguments) what the function takes

The function's signature and docstring are the only source. Positional-only parameters are what the
environment itself passes in; they are no arguments of the tool.
"""

from __future__ import annotations

import difflib
import inspect
import re
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, get_type_hints

from ..core.errors import InvalidArgumentsError, UnknownToolError
from .arguments import Argument, Form, Unfit, argument_of, named, printable

if TYPE_CHECKING:
    from ..core.types import JsonObject

Check: TypeAlias = Callable[[str, dict[str, Any]], None]
"""Given the tool's name and its bound arguments, raises InvalidArgumentsError when together they
do not fit; for conditions that no single argument shows."""

_COMPARED_CHARACTERS = 100
"""Names are compared up to here: difflib takes quadratic time, and a model chooses the name."""

_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Examples?|Notes?):\s*$", re.MULTILINE)
_DESCRIBED = re.compile(r"^ {4}(\w+):\s*(.*(?:\n {5,}.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Tool:
    """A tool as the agent sees it (`name`, `description`, `parameters`) and what runs it.

    `parameters` is a JSON schema of an object, closed: no other property is allowed. Made by
    `from_function`.
    """

    name: str
    description: str
    parameters: JsonObject
    function: Callable[..., Any]
    _arguments: dict[str, Argument] = field(repr=False, compare=False)
    _check: Check | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_function(
        cls, function: Callable[..., Any], *, name: str | None = None, check: Check | None = None
    ) -> Tool:
        """Derive a tool from a function's signature, type hints and docstring.

        Arguments may be str, int, float or bool, optional with `| None`, narrowed by
        `Annotated[..., Form(...)]`; each is described under `Args:`. Raises TypeError for a
        function that lacks a hint or a description, or has a hint of another kind.
        """
        name = name or function.__name__
        summary, described = _read_docstring(function)
        arguments = {
            parameter.name: argument_of(name, parameter, hint, described.get(parameter.name))
            for parameter, hint in _parameters(function)
        }
        parameters: JsonObject = {
            "type": "object",
            "properties": {key: argument.schema for key, argument in arguments.items()},
            "required": [key for key, argument in arguments.items() if argument.required],
            "additionalProperties": False,
        }
        return cls(name, summary, parameters, function, arguments, check)

    def schema(self) -> JsonObject:
        """Return the tool as the OpenAI Responses API describes a function."""
        return {
            "type": "function",
            "name": self.name,
            "description": self.description,
            "parameters": self.parameters,
            "strict": False,
        }

    def bind(self, arguments: JsonObject) -> dict[str, Any]:
        """Return the keyword arguments for `function`: known, present, of the right type.

        `null` is the same as leaving the argument out. Where text is wanted, a number or a
        boolean is taken as the text JSON would show (`30` is "30", `true` is "true"); where a
        whole number is wanted, `2.0` and `"2"` are 2. Raises InvalidArgumentsError, naming the
        argument, what it was and what was expected.
        """
        bound: dict[str, Any] = {}
        for key, value in arguments.items():
            argument = self._arguments.get(key)
            if argument is None:
                raise self._unknown(key)
            if value is not None:
                bound[key] = self._read(key, argument, value)
        for key in self.parameters["required"]:
            if key not in bound:
                raise self._missing(key)
        if self._check is not None:
            self._check(self.name, bound)
        return bound

    def _read(self, key: str, argument: Argument, value: Any) -> Any:
        try:
            result = argument.read(value)
        except Unfit as unfit:
            raise unfit_argument(self.name, key, str(unfit), argument.expected)
        form = argument.form
        if form is not None and result != "" and not form.accepts(result):
            raise unfit_argument(self.name, key, named(value), form.expected)
        return result

    def _unknown(self, key: str) -> InvalidArgumentsError:
        allowed = list(self._arguments)
        nearest = closest(key, allowed)
        return InvalidArgumentsError(
            f"{self.name} has no argument {named(key)}; its arguments are: "
            f"{', '.join(allowed) or 'none'}.{_suggestion(nearest)}",
            tool=self.name,
            argument=printable(key),
            allowed=allowed,
            closest=nearest,
        )

    def _missing(self, key: str) -> InvalidArgumentsError:
        required = self.parameters["required"]
        return InvalidArgumentsError(
            f"{self.name} needs the argument {key!r}: {self._arguments[key].expected}. "
            f"These must be given: {', '.join(required)}.",
            tool=self.name,
            argument=key,
            required=required,
        )


def unfit_argument(tool: str, key: str, found: str, expected: str) -> InvalidArgumentsError:
    """Build the error for an argument that is `found` where `expected` was wanted."""
    return InvalidArgumentsError(
        f"{tool}: the argument {key!r} is {found}; expected {expected}.",
        tool=tool,
        argument=key,
        expected=expected,
    )


def check_form(tool: str, key: str, value: str, form: Form) -> None:
    """Hold a text to a form as `bind` does, for checks that span arguments; empty text passes."""
    if value and not form.accepts(value):
        raise unfit_argument(tool, key, named(value), form.expected)


def unknown_tool(name: str, names: Iterable[str]) -> UnknownToolError:
    """Build the error for a tool that does not exist, with the nearest names that do."""
    nearest = closest(name, names)
    advice = _suggestion(nearest) or " The session's tool list names all there are."
    return UnknownToolError(
        f"There is no tool {named(name)}.{advice}",
        tool=printable(name),
        closest=nearest,
    )


def closest(name: str, names: Iterable[str]) -> list[str]:
    """Return up to three of `names` that resemble `name`, the nearest first.

    >>> closest("email_search", ["email_search_emails", "calendar_search_events"])
    ['email_search_emails', 'calendar_search_events']
    """
    wanted = name[:_COMPARED_CHARACTERS].lower()
    return difflib.get_close_matches(wanted, list(names), n=3, cutoff=0.5)


def _suggestion(nearest: list[str]) -> str:
    return f" Did you mean {' or '.join(map(repr, nearest))}?" if nearest else ""


def _parameters(function: Callable[..., Any]) -> list[tuple[inspect.Parameter, Any]]:
    """Pair the tool's arguments with their hints; the other parameters' hints need not resolve."""
    named = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    parameters = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind in named
    ]
    hinted = types.SimpleNamespace(
        __annotations__={each.name: each.annotation for each in parameters}
    )
    hints = get_type_hints(hinted, inspect.unwrap(function).__globals__, include_extras=True)
    return [(parameter, hints[parameter.name]) for parameter in parameters]


def _read_docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """Split a docstring into its text before the first section and its Args, white space folded."""
    parts = _SECTION.split(inspect.getdoc(function) or "")
    summary = " ".join(parts[0].split())
    if not summary:
        raise TypeError(f"{function.__name__}: a tool needs a docstring, it is its description")
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    described = _DESCRIBED.findall(sections.get("Args", ""))
    return summary, {key: " ".join(text.split()) for key, text in described}
