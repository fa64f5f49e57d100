"""`sallyport serve`: run the server."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path  # Typer reads the hints
from typing import Annotated, Final

import msgspec
import typer

from ..errors import ConfigurationError
from . import interrupts, options  # Typer reads the hints
from .settings import configuration, dataset_rows, rows_of

_PR_SET_PDEATHSIG: Final = 1
"""From <linux/prctl.h>."""


def serve(
    environments: options.Names = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one.", show_default="9001")
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write each session's journal there.", show_default=False),
    ] = None,
    tasks: options.TaskFile = None,
    config: options.ConfigFile = None,
    sets: options.Sets = None,
    ready_fd: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Serve environments: one at the root, several each under its own name."""
    from ..config.arguments import from_flag

    if not environments and config is None:
        raise ConfigurationError(
            "name what to serve, such as `sallyport serve math_with_code`, or give --config FILE"
        )
    folder = None if journal is None else str(journal)
    given = {
        "--host": ("host", host),
        "--port": ("port", port),
        "--journal": ("journal.dir", folder),
        "--ready-fd": ("ready_fd", ready_fd),
    }
    flags = [
        from_flag(flag, key, value) for flag, (key, value) in given.items() if value is not None
    ]
    resolved = configuration(environments, config, sets, flags)
    settings = resolved.settings
    listed = {name: dataset_rows(each) for name, each in resolved.datasets.items()}
    if tasks is not None:
        if len(settings.environments) != 1:
            raise ConfigurationError("--tasks are those of one environment; serve it alone")
        listed = {settings.environments[0].name: rows_of(tasks)}
    entries = [
        msgspec.structs.replace(each, tasks=tuple(listed[each.name]))
        if each.name in listed
        else each
        for each in settings.environments
    ]
    settings = msgspec.structs.replace(settings, environments=tuple(entries))
    if ready_fd is not None:
        _end_with_parent()
    interrupts.end_at_once()
    # Late: with wrong settings nothing of the server is worth importing.
    from ..app.server import serve as run_server

    run_server(settings, resolved.without_effect)


def _end_with_parent() -> None:
    """Have SIGTERM sent to us when the program that started us ends, however it ends."""
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    # prctl(2) with this option takes a signal number and touches no memory.
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) != 0:
        raise ConfigurationError(f"cannot watch the parent: {os.strerror(ctypes.get_errno())}")
    # The parent may have ended before the call above; then no signal will ever come.
    if os.getppid() != parent or parent == 1:
        raise ConfigurationError("the program that started this server is gone; start it again")
