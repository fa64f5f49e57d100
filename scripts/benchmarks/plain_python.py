"""Plain CPython for comparison: programs run one by one, each in a fresh fork of loaded libraries.

    stdin: one JSON string a line, the source ──▶ fork ──▶ stdout: one JSON line, its outcome

A script, started by `program_speed`; the running itself is that of the fidelity tests.
"""

from __future__ import annotations

import gc
import json
import sys
from importlib import import_module

from tests.fidelity.reference import PRELOADED, outcome_in_child


def main() -> None:
    """Serve until standard input ends."""
    for name in PRELOADED:
        import_module(name)
    # As in a fresh process, whose collector does not walk a hundred megabytes of libraries.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(outcome_in_child(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
