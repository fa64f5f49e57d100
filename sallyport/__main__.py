"""`python -m sallyport` is the `sallyport` command."""

from __future__ import annotations

import sys

from .core.cli import interrupts

interrupts.end_at_once()

from .core.cli.app import main  # noqa: E402  # what takes long to load, and is not to be broken

if __name__ == "__main__":
    sys.exit(main())
