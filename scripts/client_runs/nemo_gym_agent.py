"""NeMo Gym's simple_agent, alone: no Ray, no head server; the configuration comes by variables.

POST /run row ─▶ simple_agent ─┬─ /seed_session, /<tool>, /verify ─▶ Sallyport
                               └─ /v1/responses ─▶ scripted model
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx

from sallyport.core.rollout.server_process import own_server

from .client import Place, Played
from .processes import free_port, serving
from .rollouts import PLAYED, Rollout, judged_questions, numbered
from .scripted_judge import scripted_judge
from .scripted_model import scripted_model

AT_ONCE: Final = 8

IMPORTED: Final = (
    "aiohttp==3.14.5",
    "fastapi==0.165.0",
    "gprof2dot==2025.4.14",
    "httptools==0.9.0",
    "httpx==0.28.1",
    "hydra-core==1.3.8",
    "itsdangerous==2.2.0",
    "omegaconf==2.3.1",
    "openai==2.44.0",
    "orjson==3.13.0",
    "pandas==3.1.1",
    "pydot==4.0.1",
    "requests==2.34.2",
    "rich==15.0.0",
    "scipy==1.18.1",
    "tqdm==4.70.1",
    "uvicorn==0.54.0",
    "wandb==0.31.0",
    "yappi==1.7.6",
)
"""What the agent imports, of all that its package asks for."""

RAY: Final = "ray==2.60.0"
"""Alone: only its version is asked for."""

_REPEATS: Final = 4


def player(agent: str) -> Callable[[Place], Iterable[Played]]:
    """The play of an installed simple_agent; `agent` is its file within site-packages."""

    def play(place: Place) -> Iterable[Played]:
        for environment, made in PLAYED.items():
            yield _played(place, agent, environment, made())
        with scripted_judge() as judge:
            sets = [f"judge.{key}={value}" for key, value in judge.items()]
            yield _played(place, agent, "open_qa", judged_questions(), *sets)

    return play


def _played(
    place: Place, agent: str, environment: str, rollouts: list[Rollout], *chosen: str
) -> Played:
    port = free_port()
    sets = [part for each in ("sessions.max_sessions=16", *chosen) for part in ("--set", each)]
    with (
        scripted_model([each.turns for each in rollouts]) as model,
        own_server([environment, *sets]) as base,
    ):
        variables = {
            "NEMO_GYM_CONFIG_DICT": json.dumps(_configuration(base, model, port)),
            "NEMO_GYM_CONFIG_PATH": "simple_agent",
        }
        [site] = place.python.parent.parent.glob("lib/python*/site-packages")
        command = [str(place.python), str(site / agent)]
        with serving(command, variables, place.folder, f"http://127.0.0.1:{port}/openapi.json"):
            played = _runs(f"http://127.0.0.1:{port}", environment, rollouts)
    return played._replace(what=f"{played.what}, a judge model failing") if chosen else played


def _configuration(base: str, model: int, port: int) -> dict[str, Any]:
    ours = {"host": "127.0.0.1", "port": int(base.rpartition(":")[2])}
    return {
        "dry_run": False,
        "head_server": {"host": "127.0.0.1", "port": free_port()},
        "resources": {"resources_servers": {"ours": ours}},
        "policy_model": {
            "responses_api_models": {"scripted": {"host": "127.0.0.1", "port": model}}
        },
        "simple_agent": {
            "responses_api_agents": {
                "simple_agent": {
                    "entrypoint": "app.py",
                    "host": "127.0.0.1",
                    "port": port,
                    "resources_server": {"type": "resources_servers", "name": "resources"},
                    "model_server": {"type": "responses_api_models", "name": "policy_model"},
                }
            }
        },
    }


def _runs(agent: str, environment: str, rollouts: list[Rollout]) -> Played:
    """Post every row so many times, then what came back for aggregation; nothing is ever ended."""
    rows = numbered(rollouts, environment)
    wanted = [(n, repeat) for repeat in range(_REPEATS) for n in range(len(rows))]
    notes: list[str] = []

    def run(each: tuple[int, int]) -> Any:
        number, repeat = each
        marks = {"_ng_task_index": number, "_ng_rollout_index": repeat}
        with httpx.Client(base_url=agent, timeout=120, trust_env=False) as http:
            reply = http.post("/run", json={**rows[number], **marks})
        if reply.status_code != 200:
            return {"status": reply.status_code, "text": reply.text[:200]}
        return reply.json()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, wanted))
    good = 0
    for (number, _), result in zip(wanted, results, strict=True):
        said = difference(rollouts[number], result)
        good += said is None
        notes += [] if said is None else [f"{environment} {number}: {said}"]
    measured = [each.reward for each in rollouts if each.reward is not None]
    with httpx.Client(base_url=agent, timeout=60, trust_env=False) as http:
        reply = http.post("/aggregate_metrics", json={"verify_responses": results})
        mean = reply.json().get("agent_metrics", {}).get("mean/reward")
    if mean is None or abs(mean - sum(measured) / len(measured)) > 1e-9:
        notes.append(f"{environment}: the mean reward is {mean}")
    return Played(f"{environment} /run", len(wanted), good if mean is not None else 0, tuple(notes))


def difference(rollout: Rollout, result: dict[str, Any]) -> str | None:
    """What of a reply is not as expected; None where all is."""
    told = {key: result.get(key) for key in ("reward", "mask_sample", "failure_kind", "status")}
    if rollout.reward is None:
        right = (
            result.get("reward") == 0.0
            and result.get("mask_sample") is True
            and result.get("failure_kind") == rollout.kind
        )
    else:
        right = result.get("reward") == rollout.reward and not result.get("mask_sample")
    return None if right else f"{told}, not {rollout.reward if rollout.kind is None else 'masked'}"
