from __future__ import annotations

import asyncio
import contextlib

from structlog.testing import capture_logs

from sallyport.core.app.background import every


def test_a_step_that_fails_is_told_and_the_next_one_is_made() -> None:
    made: list[int] = []

    def step() -> None:
        made.append(len(made))
        if len(made) == 1:
            raise OSError("for once")

    async def run() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                work = asyncio.create_task(every(0.001, step))
                while len(made) < 3:
                    await asyncio.sleep(0.001)
        work.cancel()

    with capture_logs() as events:
        asyncio.run(run())
    assert len(made) >= 3
    assert [event["event"] for event in events] == ["background_failed"]
