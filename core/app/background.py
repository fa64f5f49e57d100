"""Work that goes on beside the requests, for as long as the server does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

log = structlog.get_logger("sallyport.server")


async def every(seconds: float, step: Callable[[], None]) -> None:
    """Do `step` every so many seconds, until cancelled; what fails is logged, and tried again.

    A failure must not end it: without its sweeper a server fills up with sessions of nobody.
    """
    while True:
        await asyncio.sleep(seconds)
        try:
            step()
        except Exception as error:  # whatever failed, the next turn may not
            log.error("background_failed", what=getattr(step, "__qualname__", ""), exc_info=error)
