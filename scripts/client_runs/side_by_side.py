"""Whether our package can be installed beside a trainer's own: what pip makes of both together.

pip install --dry-run <this checkout> <what the trainer asks for> ─▶ one set of versions, or none
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .client import Client, Pins, Place, Played

_ROOT: Final = Path(__file__).resolve().parents[2]

_BESIDE: Final[dict[str, tuple[str, ...]]] = {
    # What 0.7.0 pins; the wheel itself asks for Python 3.13.14.
    "NeMo Gym 0.7.0": ("hydra-core==1.3.8", "omegaconf==2.3.1", "openai==2.44.0", "mcp>=1.28.1,<2"),
    "verifiers 0.4.0": ("verifiers==0.4.0",),
    "TRL 1.16.0": ("trl==1.16.0", "torch"),
}

_RESOLVE_S: Final = 600.0


def play(place: Place) -> Iterable[Played]:
    """Resolve each together with this checkout; nothing is installed."""
    for name, packages in _BESIDE.items():
        report = place.folder / "report.json"
        done = subprocess.run(
            [
                *(str(place.python), "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--ignore-installed", "--report", str(report), str(_ROOT), *packages),
            ],
            capture_output=True,
            text=True,
            timeout=_RESOLVE_S,
            check=False,
        )
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if "ERROR" in line]
            yield Played(f"beside {name}", 1, 0, tuple(errors[:3]))
            continue
        chosen = {
            each["metadata"]["name"].lower(): each["metadata"]["version"]
            for each in json.loads(report.read_text())["install"]
        }
        runtime = chosen.get("antlr4-python3-runtime")
        yield Played(f"beside {name} (ANTLR's runtime {runtime})", 1, 1)


CLIENT = Client("pip", "of Python 3.11", Pins("3.11", ()), play)
