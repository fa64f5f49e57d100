"""Serving: uvicorn around the application, from the first socket to the last process gone.

SIGTERM ─▶ drain: new sessions are a 503, ─▶ sessions ─▶ listener  ─▶ processes ─▶ exit 0
   │       calls in flight end (drain_s)     closed      closed       gone
   └ again: none of it is waited for
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import structlog
import uvicorn
import uvloop
from litestar.types import ASGIApp

from ...sandbox.title import show_title
from ..errors import ConfigurationError
from ..logs import configure_logs
from ..settings import ServerSettings
from .access import ApiKeys, check_host, configured_keys
from .application import start_app
from .one_write import OneWriteProtocol
from .runtime import Runtime

log = structlog.get_logger("sallyport.server")

_BACKLOG = 2048
"""Connections that may wait to be accepted; a trainer opens thousands at once."""

_LAST_REPLIES_S: Final = 1
"""How long replies may take to go out once everything has been drained and closed."""

_SLOW_START_S: Final = 20.0
"""After so long a start says, on standard error, where it stands and what it waits for; importing
the libraries cold takes about ten."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

_DESCRIPTORS: Final = 4
"""Of the front door for each session: three for its worker, one for its client's connection."""


def serve(settings: ServerSettings, without_effect: Sequence[str] = ()) -> None:
    """Serve until SIGTERM or SIGINT, then drain and stop; returns when no process is left.

    `without_effect` is what the configuration says that does nothing here, for the log.
    Raises ConfigurationError when the address cannot be had, or would be open to anybody.
    """
    # Noted, not raised: an exception could come where something made is in nobody's hands yet.
    asked: list[int] = []
    for number in _SIGNALS:
        signal.signal(number, lambda number, _: asked.append(number))
    # Before all else: who may come in is settled before there is anything to come into.
    check_host(settings, ApiKeys(configured_keys(settings.auth)))
    configure_logs(settings.log)
    if without_effect:
        log.warning("settings_without_effect", settings=list(without_effect))
    _raise_descriptor_limit(settings.sessions.max_sessions)
    names = ", ".join(entry.name for entry in settings.environments)
    _tell(f"Starting {names}: libraries are loaded and workers forked, which takes seconds.")
    if sys.__stderr__ is not None:
        # The loop may not run yet, or not any more: this thread is C's, and needs no lock.
        faulthandler.dump_traceback_later(_SLOW_START_S, file=sys.__stderr__)
    try:
        runtime = Runtime(settings)
    except BaseException:
        faulthandler.cancel_dump_traceback_later()
        raise
    try:
        uvloop.run(_serve(settings, runtime, asked))
    finally:
        faulthandler.cancel_dump_traceback_later()
        runtime.close()


async def _serve(settings: ServerSettings, runtime: Runtime, asked: list[int]) -> None:
    """Serve; `asked` are the signals that came before there was a loop to handle them."""
    loop = asyncio.get_running_loop()
    listener = _listen(settings)
    app, _ = await start_app(runtime)
    server = _Server(_uvicorn(settings, app), runtime)
    ready = loop.create_task(runtime.wait_ready_or_fail())
    try:
        # Nothing is in flight yet: the start is given up where it stands.
        _on_signals(lambda _: ready.cancel())
        if asked:
            ready.cancel()
        while not (await asyncio.wait({ready}, timeout=_SLOW_START_S))[0]:
            log.warning("still_starting", **runtime.starting())
        faulthandler.cancel_dump_traceback_later()
        if ready.cancelled():
            log.info("stopped_early")
            return
        ready.result()
        # Before anybody is told that it serves, and until the last process is gone.
        _on_signals(lambda number: server.handle_exit(number, None))
        _announce(settings, listener)
        await server.serve(sockets=[listener])
    finally:
        await runtime.stop()
        listener.close()


def _uvicorn(settings: ServerSettings, app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        loop="uvloop",
        http=OneWriteProtocol,
        ws="none",
        # Who the client is does not matter here, so nobody's word is taken for it.
        proxy_headers=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=_LAST_REPLIES_S,
    )


def _on_signals(act: Callable[[signal.Signals], object]) -> None:
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, act, number)


class _Server(uvicorn.Server):
    """uvicorn's server, which drains before it stops to listen."""

    def __init__(self, config: uvicorn.Config, runtime: Runtime) -> None:
        super().__init__(config)
        self._runtime = runtime
        self._draining: asyncio.Task[None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals as they are: `_serve` handles them longer than uvicorn runs."""
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Refuse new sessions from the moment of the signal on; the second time, end at once."""
        if self._draining is None:
            log.info("draining", signal=signal.Signals(sig).name)
            limit_s = self._runtime.settings.drain_s
            _tell(f"Calls in flight may take {limit_s:g} s more; once more ends them at once.")
            self._runtime.service.draining = True
            self._draining = asyncio.get_running_loop().create_task(self._drain())
            return
        log.warning("not_drained", signal=signal.Signals(sig).name)
        self._runtime.hurry()
        self.should_exit = self.force_exit = True

    async def _drain(self) -> None:
        """Stop once nothing runs; until then it listens, and says to whoever comes what it does."""
        try:
            await self._runtime.drain(lambda: self.server_state.tasks)
        finally:
            self.should_exit = True


def _listen(settings: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A server that was killed leaves connections in TIME_WAIT; the port is free all the same.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"cannot listen on {settings.host}:{settings.port}: {os.strerror(error.errno or 0)}; "
            "choose another --host or --port"
        )
    return listener


def _announce(settings: ServerSettings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    show_title(f"sallyport: front door {url}")
    _tell(f"Serving on {url}, its API on {url}/schema/swagger. Ctrl-C ends it when calls are done.")
    log.info("serving", url=url, environments=[entry.name for entry in settings.environments])
    if settings.ready_fd is not None:
        with suppress(OSError):
            os.write(settings.ready_fd, f"{url}\n".encode())
            os.close(settings.ready_fd)


def _tell(text: str) -> None:
    """Say something to a person at a terminal, beside the log; to a program nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _raise_descriptor_limit(sessions: int) -> None:
    """Take as many descriptors as may be had; the soft limit is often 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < sessions * _DESCRIPTORS:
        log.warning("few_descriptors", limit=hard, wanted=sessions * _DESCRIPTORS)
