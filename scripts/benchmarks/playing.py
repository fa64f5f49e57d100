"""Rollouts played at once, as a trainer's agents do, each checked to have earned its reward."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import msgspec

from .crowd import Member, crowd_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from .material import Script
    from .samples import Effort

AT_ONCE = 64


def rollouts_per_second(url: str, script: Callable[[int], Script], effort: Effort) -> float:
    """Return the rate at which 64 clients play whole rollouts; the median over rounds.

    Raises RuntimeError when a rollout fails or does not get its reward: then it is not one.
    """
    jobs = max(AT_ONCE, effort.samples * 2)

    async def play(member: Member, number: int) -> None:
        await play_one(member, script(number))

    def one_round() -> float:
        return jobs / crowd_seconds(url, AT_ONCE, jobs, play)

    one_round()  # the first fills caches
    return median(one_round() for _ in range(max(1, effort.rounds // 2)))


async def play_one(member: Member, script: Script) -> None:
    """Play one rollout. Raises RuntimeError unless its reward is 1."""
    member.forget()
    await member.post("/seed_session", script.seed)
    for path, body in script.calls:
        await member.post(path, body)
    reply = msgspec.json.decode(await member.post("/verify", script.verify))
    await member.post("/end_session")
    if reply["reward"] != 1.0:
        raise RuntimeError(f"the reward is {reply['reward']}: {reply.get('failure_reason')}")
