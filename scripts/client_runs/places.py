"""Virtual environments of clients: made once for each set of pins, and kept.

pins ─▶ folder/<name>-<sum of the pins>/bin/python
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from sallyport.core.errors import ConfigurationError

from .client import Pins


def python_of(pins: Pins, name: str, folder: Path) -> Path:
    """The Python of an environment that holds the pins, made if it is not there.

    Raises ConfigurationError where that Python is not installed, or a package cannot be.
    """
    key = hashlib.sha256(repr(pins).encode()).hexdigest()[:10]
    place = folder / f"{name}-{key}"
    python = place / "bin" / "python"
    if (place / "complete").exists():
        return python
    base = shutil.which(f"python{pins.python}")
    # A stand-in of a version manager is found and does not run.
    if (
        base is None
        or subprocess.run([base, "-c", ""], capture_output=True, check=False).returncode
    ):
        raise ConfigurationError(
            f"{name} is played on Python {pins.python}, and no python{pins.python} on PATH runs"
        )
    shutil.rmtree(place, ignore_errors=True)
    _run([base, "-m", "venv", str(place)], name)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if pins.packages:
        _run([*pip, *pins.packages], name)
    if pins.bare:
        _run([*pip, "--no-deps", "--ignore-requires-python", *pins.bare], name)
    (place / "complete").touch()
    return python


def _run(command: list[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ConfigurationError(f"the environment of {name} cannot be made: {words[-1]}")
