"""What the zygote does once, before it serves: import, warm, prepare the jail, freeze.

    exec ─▶ preload(): environments, their libraries ─▶ gc.freeze ─▶ jail ─▶ fork server's loop

Whatever is imported here is shared copy-on-write by every worker. It runs single-threaded and
without a socket to the outside.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import shutil
import sys
import warnings

import msgspec

from ..envs.environment import Environment
from ..envs.registry import environment_of, load_entrypoint
from .notebook import code_options, policy_of
from .setup import EnvironmentSetup, ZygoteSetup

environments: dict[str, Environment] = {}
"""Each served environment by its name, made in the zygote, used in its children."""


def preload(text: str) -> None:
    """Prepare this process after a ZygoteSetup given as JSON text; called once, at exec."""
    setup = msgspec.json.decode(text, type=ZygoteSetup)
    _remove_folder_at_exit(setup.folder)
    for entry in setup.environments:
        environments[entry.name] = _environment(entry)
    for environment in environments.values():
        for module in environment.preload:
            importlib.import_module(module)
        environment.warm()
        if environment.runs_untrusted_code:
            policy_of(code_options(environment.options).policy)
    from . import judging, warden, worker  # noqa: F401  # imported for the children's sake

    gc.collect()
    # Without it the first collection in every child would write to, and so copy, the whole heap.
    gc.freeze()


def _environment(entry: EnvironmentSetup) -> Environment:
    if entry.entrypoint is not None:
        return load_entrypoint(entry.entrypoint, entry.options)
    return environment_of(entry.environment, entry.options)


def _remove_folder_at_exit(folder: str) -> None:
    """The server removes the zygote's socket; when it was killed, the zygote does."""
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)


def assert_single_threaded() -> None:
    """Fail loudly if a library started a thread: a forked child would lack it, locks held."""
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208  # names only, on the start path
    if threads != 1:
        warnings.warn(f"the zygote has {threads} threads, not one", RuntimeWarning, stacklevel=1)
        sys.exit(70)
