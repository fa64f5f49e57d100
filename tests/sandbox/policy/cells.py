"""A session for tests of the policy: cells run one after another, without the interpreter's care."""

from __future__ import annotations

import ast
from typing import Any

from sallyport.sandbox.policy.policy import RestrictedPolicy
from sallyport.sandbox.policy.settings import PolicySettings


class Session:
    """One namespace under one policy."""

    def __init__(self, settings: PolicySettings | None = None) -> None:
        self.policy = RestrictedPolicy(settings or PolicySettings())
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.names["__builtins__"] = self.policy.builtins()
        self.names.update(self.policy.bound_names())

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell and return the namespace; raises what the cell raises."""
        tree = self.policy.transform(ast.parse(source), source)
        exec(compile(tree, "<cell>", "exec", dont_inherit=True), self.names)
        return self.names

    def value(self, expression: str) -> Any:
        """Return the value of an expression."""
        return self.run(f"_value = {expression}")["_value"]
