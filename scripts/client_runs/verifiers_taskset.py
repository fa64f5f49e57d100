"""PrimeIntellect's verifiers: its own taskset `nemo_gym`, pointed at a server that is there.

    vf-eval ─▶ taskset nemo_gym ─┬─ /seed_session, /<tool>, /verify ─▶ Sallyport
                  harness null ──┴─ /v1/chat/completions ────────────▶ scripted model

A row that cannot be judged must be an error of its task there: a zero would be trained on.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sallyport.core.errors import NotReadyError
from sallyport.core.rollout.server_process import own_server

from .client import Client, Pins, Place, Played
from .rollouts import PLAYED, Rollout, judged_questions, numbered
from .scripted_judge import scripted_judge
from .scripted_model import scripted_model

_RUN_S: Final = 600.0
"""The harness makes an environment of its own, once, and every rollout starts a process."""

_JUDGED: Final = 20
"""Of the rollouts that ask the judge model; among them 2 at which it fails, and a broken row."""

_CONFIGURATION: Final = """\
model = "scripted"
push = false
max_concurrent = 4
output_dir = "{folder}/outputs"

[client]
base_url = "http://127.0.0.1:{model}/v1"

[env.taskset]
id = "nemo_gym"
dataset = "{folder}/rows.jsonl"

[env.taskset.task]
resources_url = "{base}"

[env.agent.harness]
id = "null"

[env.agent.runtime]
type = "subprocess"
"""


def play(place: Place) -> Iterable[Played]:
    """Play every environment's rollouts once."""
    for environment, made in PLAYED.items():
        rollouts = made()
        with (
            scripted_model([each.turns for each in rollouts]) as model,
            own_server([environment]) as base,
        ):
            yield _played(place, environment, rollouts, model, base)
    rollouts = judged_questions()[:_JUDGED]
    with scripted_judge() as judge, scripted_model([each.turns for each in rollouts]) as model:
        sets = [p for key, each in judge.items() for p in ("--set", f"judge.{key}={each}")]
        with own_server(["open_qa", *sets]) as base:
            played = _played(place, "open_qa", rollouts, model, base)
    yield played._replace(what=f"{played.what}, a judge model failing")


def _played(
    place: Place, environment: str, rollouts: list[Rollout], model: int, base: str
) -> Played:
    folder = Path(tempfile.mkdtemp(prefix=environment, dir=place.folder))
    rows = numbered(rollouts, environment)
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    text = _CONFIGURATION.format(folder=folder, model=model, base=base)
    (folder / "eval.toml").write_text(text)
    binaries = str(place.python.parent)
    done = subprocess.run(
        [f"{binaries}/vf-eval", "@", str(folder / "eval.toml"), "--no-rich"],
        env={**os.environ, "PATH": os.pathsep.join([binaries, os.environ["PATH"]])},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_RUN_S,
        check=False,
    )
    files = list((folder / "outputs").rglob("traces.jsonl"))
    if not files:
        words = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise NotReadyError(f"vf-eval wrote no traces; it said: {words[-1]}")
    notes = []
    episodes = [json.loads(line) for line in files[0].read_text().splitlines()]
    for episode in episodes:
        number = episode["task"]["data"]["idx"]
        [trace] = episode["traces"]
        rewards = {
            key: value["score"] if isinstance(value, dict) else value
            for key, value in trace["rewards"].items()
        }
        failed = bool(trace["errors"])
        wanted = rollouts[number].reward
        if (wanted is None) != failed or (wanted is not None and rewards["nemo_gym"] != wanted):
            told = [error["message"][:120] for error in trace["errors"]] or rewards
            notes.append(f"{environment} {number}: {told}, not {wanted}")
    good = len(episodes) - len(notes)
    return Played(f"{environment} by nemo_gym", len(rollouts), good, tuple(notes))


CLIENT = Client(
    "verifiers",
    "0.4.0",
    Pins("3.11", ("verifiers==0.4.0", "uv==0.13.9")),
    play,
)
