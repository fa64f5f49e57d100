"""What a worker lends to the worlds it opens: the session's seed, and its Python."""

from __future__ import annotations

from ..envs.environment import Environment, Interpreter


class Context:
    """The WorldContext of one session."""

    def __init__(self, environment: Environment, seed: int) -> None:
        self._environment = environment
        self.seed = seed

    def interpreter(self) -> Interpreter:
        """Make the session's interpreter from the environment's options.

        Late imports: workers of environments without an interpreter never load it.
        """
        from .notebook import notebook

        return notebook(self._environment.options, self.seed)
