"""NeMo Gym 0.7.0's own test of a resources server's typed sessions, unchanged.

    check_resources_session_contract(app) ─▶ relay, an ASGI application ─▶ Sallyport over HTTP

Its test wants an application in its own process; the relay is one that only passes on.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sallyport.core.rollout.server_process import own_server

from .client import Client, Pins, Place, Played
from .nemo_gym_agent import IMPORTED, RAY

_PROGRAM: Final = Path(__file__).parent / "programs" / "session_conformance.py"

_RUN_S: Final = 180.0


def play(place: Place) -> Iterable[Played]:
    """Hold each environment to it."""
    for environment in ("math_with_code", "workplace_assistant", "open_qa"):
        with own_server([environment]) as base:
            done = subprocess.run(
                [str(place.python), str(_PROGRAM), base],
                cwd=place.folder,
                capture_output=True,
                text=True,
                timeout=_RUN_S,
                check=False,
            )
        words = done.stderr.strip().splitlines()
        notes = () if done.returncode == 0 else (f"{environment}: {(words or ['nothing'])[-1]}",)
        yield Played(f"{environment} session conformance", 1, int(not notes), notes)


CLIENT = Client(
    "nemo-gym",
    "0.7.0",
    Pins("3.13", (*IMPORTED, "httpx2==2.16.2"), ("nemo-gym==0.7.0", RAY)),
    play,
)
