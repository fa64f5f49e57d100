"""A served process that takes API keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.serving import served

KEY: Final = "a-key-of-the-trainers-0123456789"
OTHER: Final = "another-key-of-theirs-0123456789"
KEYS: Final = {"X-API-Key": KEY}

_VARIABLE: Final = "SALLYPORT_AUTH__API_KEYS"


@contextmanager
def keyed(folder: Path, *names: str, sets: tuple[str, ...] = ()) -> Iterator[str]:
    """Serve environments for holders of KEY, and of OTHER, which is in a file; give the address."""
    more = folder / "keys"
    more.write_text(f"# of the second team\n\n{OTHER}\n")
    os.environ[_VARIABLE] = f"[{KEY}]"
    try:
        chosen = (f"auth.api_keys_file={more}", *sets)
        with served(*names, file=folder / "server.yaml", sets=chosen) as base:
            yield base
    finally:
        del os.environ[_VARIABLE]
