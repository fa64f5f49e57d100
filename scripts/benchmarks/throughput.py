"""The no-op by itself: what HTTP costs here before anything is done."""

from __future__ import annotations

from statistics import median

from .crowd import Member, crowd_seconds
from .figures import Figure
from .one import Client
from .samples import Effort, in_turns, typical
from .servers import noop_server

_AT_ONCE = 64


def measure(effort: Effort) -> list[Figure]:
    """Measure one client, then 64 at once."""
    with noop_server() as url:
        with Client(url) as client:
            alone = in_turns({"noop": lambda: client.post("/noop")}, effort)["noop"]
        rate = requests_per_second(url, "/noop", b"{}", effort)
    return [
        Figure(section="http", what="no-op, p50", value=1e3 * typical(alone), unit="ms"),
        Figure(section="http", what="no-op, p99", value=1e3 * typical(alone, 0.99), unit="ms"),
        Figure(section="http", what=f"no-op, {_AT_ONCE} at once", value=rate, unit="requests/s"),
    ]


def requests_per_second(url: str, path: str, body: bytes, effort: Effort) -> float:
    """Return the rate at which 64 clients get one and the same request answered."""
    jobs = _AT_ONCE * effort.samples

    async def request(member: Member, _: int) -> None:
        await member.post(path, body)

    return median(
        jobs / crowd_seconds(url, _AT_ONCE, jobs, request)
        for _ in range(max(1, effort.rounds // 2))
    )
