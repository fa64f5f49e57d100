"""One event loop for all cells of a session that await: tasks and generators outlive their cell.

    cell 1: t = asyncio.create_task(f())        cell 2: await t
            └ runs within the loop, which stops at the cell's end and goes on with the next

Between cells nothing runs. Before a cell that does not await, what is due gets a turn.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Coroutine

_TURNS: Final = 20
"""Turns of the loop that tasks of earlier cells get before a cell; each runs all that is ready."""


class CellLoop:
    """The event loop of one session; made by the first cell that awaits."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a cell's coroutine to its end, beside the tasks of earlier cells.

        Raises what it raises. What it sets in context variables is the session's, as in other
        cells.
        """
        if self._loop is None or self._loop.is_closed():
            self._loop = asyncio.new_event_loop()
        loop = self._loop
        asyncio.set_event_loop(loop)
        context = contextvars.copy_context()
        task = loop.create_task(coroutine, context=context)
        try:
            return loop.run_until_complete(task)
        except BaseException as error:
            if task.done():
                raise
            # Interrupted while it waited: it is unwound, which shows where it was.
            task.cancel()
            try:
                loop.run_until_complete(task)
            except asyncio.CancelledError as cancelled:
                error.__traceback__ = cancelled.__traceback__
            except BaseException:  # noqa: BLE001  # it may raise anything while it is unwound
                raise error
            raise
        finally:
            for variable, value in context.items():
                if variable.get(_UNSET) is not value:
                    variable.set(value)

    def close(self) -> None:
        """Let the loop go, with the tasks that are still in it."""
        if self._loop is not None:
            self._loop.close()

    def catch_up(self) -> None:
        """Give tasks of earlier cells that are due a few turns. Raises nothing of theirs."""
        if self._loop is None or self._loop.is_closed() or not asyncio.all_tasks(self._loop):
            return
        self.run(_turns())


_UNSET: Final = object()


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)
