"""The symbolic layer: how long honest and hostile answers take, and what others lose meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from sallyport.core.settings import EnvironmentSettings, ServerSettings
from sallyport.envs.registry import environment_of
from sallyport.sandbox.judging import Rollout
from sallyport.sandbox.own_judges import own_judges, setup_of

from .figures import Figure
from .samples import quantile

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject
    from sallyport.sandbox.judges import Judges

    from .samples import Effort

_NAME: Final = "math_with_code"
_OTHERS_AT_ONCE: Final = 4
_ROUNDING_S: Final = 0.1
"""How much later than its deadline a comparison may be answered."""

_IN_TIME_S: Final = 3.0

_HONEST: Final = (
    ("6", r"\sum_{{k=1}}^{{3}} k + {n} - {n}"),
    (r"\frac{{n(n+1)}}{{2}} + {n}", r"\sum_{{k=1}}^{{n}} k + {n}"),
    (r"\frac12 + {n}", r"\int_0^1 x\,dx + {n}"),
    ("{n}", r"{n} \cdot \lim_{{x\to 0}}\frac{{\sin x}}{{x}}"),
    ("{n}", r"\prod_{{k=1}}^{{4}} k + {n}"),
)

_HOSTILE: Final = (
    "9^{9^{9^9}}",
    r"\frac{1}{" * 1000 + "1" + "}" * 1000,
    "(" * 5000 + ")" * 5000,
    "((9!)!)!",
    r"\prod_{k=1}^{10^{9}} (k^k+1)",
    r"\sum_{k=1}^{10^{8}} \frac{1}{k^k+\sin k}",
    r"\int_0^{1} x^{x^{x^{\sin x}}} e^{\cos(x^{x})}\,dx",
    r"\begin{pmatrix}x&y&z\\y&z&x\\z&x&1\end{pmatrix}^{10^6}",
    r"\binom{\pi}{100000}",
    "(x+y)^{20000}",
)


def measure(effort: Effort) -> list[Figure]:
    """Ask honest questions alone, then ten hostile ones at once beside ordinary rollouts."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    settings = ServerSettings()
    entry = EnvironmentSettings(name=_NAME, environment=_NAME)
    return asyncio.run(_measure(settings, entry, effort))


async def _measure(
    settings: ServerSettings, entry: EnvironmentSettings, effort: Effort
) -> list[Figure]:
    deadline_s = settings.judging.symbolic_deadline_s
    async with own_judges(settings, [(setup_of(entry), environment_of(_NAME, {}))]) as judges:
        honest = [
            await _seconds(judges, *(text.format(n=number) for text in pair))
            for number in range(effort.samples)
            for pair in _HONEST
        ]
        alone = await _others(judges, deadline_s)
        hostile, beside = await asyncio.gather(
            asyncio.gather(*(_seconds(judges, "5", answer) for answer in _HOSTILE)),
            _others(judges, deadline_s),
        )
    return [
        _figure("symbolic answers, p50", quantile(honest, 0.5), None),
        _figure("symbolic answers, p99", quantile(honest, 0.99), deadline_s + _ROUNDING_S),
        _figure("ten hostile answers at once, the last", max(hostile), _IN_TIME_S),
        Figure(
            section="verify",
            what="speed of others beside ten hostile answers",
            value=beside / alone,
            unit="x",
            at_least=True,
            goal=0.8,
        ),
    ]


async def _seconds(judges: Judges, expected: str, answer: str) -> float:
    started = time.perf_counter()
    judgement = await judges.judge(_rollout(expected, answer))
    assert judgement.verdict is None or judgement.verdict.method != "no_box"
    return time.perf_counter() - started


async def _others(judges: Judges, seconds: float) -> float:
    """Return how many ordinary rollouts a second are judged, a few at a time."""
    end = time.perf_counter() + seconds

    async def one_after_another() -> int:
        count = 0
        while time.perf_counter() < end:
            await judges.judge(_rollout("5", str(count)))
            count += 1
        return count

    return sum(await asyncio.gather(*(one_after_another() for _ in range(_OTHERS_AT_ONCE))))


def _rollout(expected: str, answer: str) -> bytes:
    content = [{"type": "output_text", "text": f"\\boxed{{{answer}}}"}]
    said: JsonObject = {"output": [{"type": "message", "role": "assistant", "content": content}]}
    return msgspec.json.encode(Rollout(_NAME, {"expected_result": expected}, said))


def _figure(what: str, value: float, limit: float | None) -> Figure:
    return Figure(section="verify", what=what, value=value, unit="s", limit=limit)
