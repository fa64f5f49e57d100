"""Where a language policy meets the interpreter: what it is asked, and how it refuses.

source ─▶ ast ─▶ Policy.transform ─▶ compile ─▶ run in {__builtins__: Policy.builtins(),
                    │                                    **Policy.bound_names()}
                    └─ PolicyError ─▶ Execution(status="rejected"), not a line has run
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ast
    from pathlib import Path


class PolicyError(Exception):
    """The policy refuses a construct: the program's author is to write it another way.

    `rule` is the short name of the rule, `message` says what was refused, `hint` what to use
    instead (may be empty). `line` counts from 1 (0: no place known); `column` and `end_column`
    count UTF-8 bytes from 0 as in `ast`; `end_column` is None when only the start is known.
    """

    # The name's module is not shown in the text that a program's author reads.
    __module__ = "builtins"

    def __init__(
        self,
        rule: str,
        message: str,
        line: int = 0,
        column: int = 0,
        hint: str = "",
        *,
        end_column: int | None = None,
    ) -> None:
        super().__init__(rule, message, line, column, hint)
        self.rule = rule
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint
        self.end_column = end_column

    @classmethod
    def at(cls, node: ast.AST, rule: str, message: str, hint: str = "") -> PolicyError:
        """Refuse `node`: the place is the node's, its end only if it ends on the same line."""
        line, end_line = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
        end_column = getattr(node, "end_col_offset", None) if end_line == line else None
        column = getattr(node, "col_offset", 0)
        return cls(rule, message, line, column, hint, end_column=end_column)

    def __str__(self) -> str:
        text = f"{self.message} [rule: {self.rule}]"
        return f"{text}. {self.hint}" if self.hint else text


class Policy(Protocol):
    """What a program may say, and what it finds there when it starts. One object per session."""

    @property
    def name(self) -> str:
        """The value of the `policy` setting that chooses it."""
        ...

    def transform(self, tree: ast.Module, source: str) -> ast.Module:
        """Check a parsed cell and rewrite it where needed; runs nothing of it.

        The last statement stays the last: a trailing expression is the cell's result.
        Raises PolicyError.
        """
        ...

    def builtins(self) -> dict[str, Any]:
        """Return what cells get as `__builtins__`; asked once a session."""
        ...

    def admit(self, folder: Path | None) -> None:
        """Let the session's programs have files below `folder`; None: it has none of its own."""
        ...

    def bound_names(self) -> dict[str, Any]:
        """Return the names bound from the start (`np`, `pd` ...); asked once a session."""
        ...
