"""What the zygote does once, before it serves: import, warm, prepare the jail, freeze.

    exec ─▶ preload(): environments, libraries ─▶ gc.freeze ─▶ jail's root ─▶ fork server's loop

Whatever is imported here is shared copy-on-write by every worker. It runs single-threaded and
without a socket to the outside.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import signal
from pathlib import Path

import msgspec

from ..envs.environment import Environment
from ..envs.registry import environment_of, load_entrypoint
from ..verifiers.registry import asks_symbolic
from . import forks, huge_pages
from .jail import JailSpec, prepare_zygote
from .notebook import code_options, policy_of
from .setup import SOCKET_NAME, EnvironmentSetup, ZygoteSetup
from .title import show_title

environments: dict[str, Environment] = {}
"""Each served environment by its name, made in the zygote, used in its children."""

jail: list[JailSpec] = []
"""The jail of every worker: one entry, from `preload` on."""


def preload(text: str, ready: int, hooks: list[forks.Hooks], register: forks.Register) -> None:
    """Prepare this process after a ZygoteSetup given as JSON text; called once, at exec.

    Says so on the descriptor `ready`, by one byte, when done. `hooks` are being collected, see
    sandbox/forks; `register` is the real os.register_at_fork.
    """
    # A supervisor may send it to every process of the service; the server drains and then ends us.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Before the jail's root hides where; it also clears the arguments, which hold the options.
    show_title("sallyport: zygote")
    setup = msgspec.json.decode(text, type=ZygoteSetup)
    jail.append(setup.jail)
    _remove_folder_at_exit(Path(setup.folder))
    for entry in setup.environments:
        environments[entry.name] = _environment(entry)
    for environment in environments.values():
        if not (setup.judges_only and environment.runs_untrusted_code):
            _prepare(environment)
    from . import judging, warden, worker  # noqa: F401  # imported for the children's sake

    if any(asks_symbolic(environment.verifier) for environment in environments.values()):
        from ..verifiers.boxed_answer import symbolic  # SymPy takes half a second to load

        symbolic.warm()

    forks.keep(hooks, register)
    gc.collect()
    # Without it the first collection in every child would write to, and so copy, the whole heap.
    gc.freeze()
    # It was off from the start (sandbox/zygote).
    gc.enable()
    huge_pages.collapse()
    prepare_zygote(setup.jail)
    os.write(ready, b"r")
    os.close(ready)


def _prepare(environment: Environment) -> None:
    """Import and warm what its sessions will need."""
    for module in environment.preload:
        importlib.import_module(module)
    environment.warm()
    if environment.runs_untrusted_code:
        policy_of(code_options(environment.options).policy)
        from .interpreter import snapshots  # noqa: F401  # so that no session waits for it


def _environment(entry: EnvironmentSetup) -> Environment:
    if entry.entrypoint is not None:
        return load_entrypoint(entry.entrypoint, entry.options, entry.environment)
    return environment_of(entry.environment, entry.options)


def _remove_folder_at_exit(folder: Path) -> None:
    """The server removes the zygote's socket; when it was killed, the zygote does.

    By descriptors: at that time the zygote's root is the jail's, where the folder has no path.
    """
    owner = os.getpid()
    inside = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    beside = os.open(folder.parent, os.O_PATH | os.O_DIRECTORY)

    def remove() -> None:
        if os.getpid() != owner:
            return
        # Gone already when the server lives and closed the zygote itself.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(SOCKET_NAME, dir_fd=inside)
            os.rmdir(folder.name, dir_fd=beside)

    atexit.register(remove)
