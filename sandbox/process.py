"""A worker as the front door sees it: one warden's pid, one control socket, one data channel.

    start ─▶ ready ─▶ (requests) ─▶ ended
               ▲          │  broken channel, exit report or pidfd: whichever comes first
               │          ├─▶ killed at once, and the cause settled from all three
               └─ restore ┴─▶ held: the interpreter is dead, its checkpoint is not

Everything that is known of an end is known from the kernel or the warden; what the worker itself
sends is never asked. Killing is SIGKILL to the warden through its pidfd: as pid 1 of its namespace
it takes every process in it along.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from typing import Final

import structlog

from ..core.errors import (
    AtCapacityError,
    InternalError,
    NotReadyError,
    OutOfMemoryError,
    ProtocolError,
    SallyportError,
    WorkerDiedError,
)
from .channel import READY_CALL_ID, Channel
from .frames import Failed, Ready, Reply, Request
from .jailer import Jailer
from .orders import FREEZE, HELD, INTERRUPT, REPORT, RESTORE, THAW
from .setup import WardenStart
from .zygote import read_pid
from .zygotes import Zygotes

_REPORT_WAIT_S: Final = 0.5
"""How long after its data socket ended a worker's exit report may take: the warden is woken by the
same death, so this is only ever used up on a machine that hardly runs."""

_RESTORE_S: Final = 5.0
"""How long a checkpoint may take to go on: it is there already, so this is for a loaded machine."""


_WORDS: Final = 500
"""Characters of a worker's last words that an error repeats; the log has more."""

log = structlog.get_logger("sallyport.worker")


class WorkerProcess:
    """One live worker. Make it with `start`; `ended` says why it is gone, None while it lives.

    `held`: the interpreter is dead and its checkpoint can be restored. `frozen`: stopped until the
    next request.
    """

    def __init__(self, slot: int, jailer: Jailer, on_end: Callable[[WorkerProcess], None]) -> None:
        self.slot = slot
        self.frozen = False
        self.held = False
        self._jailer = jailer
        self._max_frame_bytes = 0
        self._end_timer: asyncio.TimerHandle | None = None
        self.ended: SallyportError | None = None
        self._on_end = on_end
        self._pid = -1
        self._pidfd = -1
        self._control: socket.socket | None = None
        self._channel: Channel | None = None
        self._exit_status: int | None = None
        self._cause: SallyportError | None = None
        self._words = ""
        self._calls = READY_CALL_ID
        self._gone = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        """The warden's process id, as seen from here."""
        return self._pid

    async def start(self, zygote: Zygotes, start: WardenStart, deadline_s: float) -> None:
        """Fork the worker and wait until it is ready.

        Raises WorkerDiedError when it dies before, TimeoutError when it is not ready in time,
        OSError when the zygote is gone. In each case nothing of it is left.
        """
        try:
            async with asyncio.timeout(deadline_s):
                reply = await self._launch(zygote, start)
            if isinstance(reply, Failed):
                raise NotReadyError(reply.message)
            if not isinstance(reply, Ready):
                raise ProtocolError("the worker's first frame is not `ready`")
            # Looked at from outside before it is believed: `ready` is only what it says itself.
            self._jailer.inspect(self._pid, self.slot)
        except BaseException:
            self.kill()
            raise

    async def _launch(self, zygote: Zygotes, start: WardenStart) -> Reply:
        loop = asyncio.get_running_loop()
        self._jailer.admit(self.slot)
        self._max_frame_bytes = start.max_frame_bytes
        control, control_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = control
        control.setblocking(False)
        loop.add_reader(control, self._read_report)
        with contextlib.ExitStack() as far_ends:
            far_ends.enter_context(control_far)
            data, data_far = socket.socketpair()
            far_ends.enter_context(data_far)
            self._channel = await Channel.connect(data, start.max_frame_bytes, self._broken)
            ready = self._channel.expect(READY_CALL_ID)
            pid_fd = zygote.spawn(start, [control_far.fileno(), data_far.fileno()])
        self._pid = await _readable(pid_fd, read_pid)
        # The zygote reaps its children, but this one lives until its control socket ends, which
        # is here: so the pid is still its own.
        self._pidfd = os.pidfd_open(self._pid)
        loop.add_reader(self._pidfd, self._reaped)
        return await ready

    # ── use ──────────────────────────────────────────────────────────────────────────────────────

    def next_call_id(self) -> int:
        """Return a call id that this worker has not seen."""
        self._calls += 1
        return self._calls

    def request(self, frame: Request) -> asyncio.Future[Reply]:
        """Send one frame; see Channel.request."""
        assert self._channel is not None, "request before start"
        if self.frozen:
            self.thaw()
        return self._channel.request(frame)

    def interrupt(self, order: bytes = INTERRUPT) -> None:
        """Ask the running call to stop, for the reason of the order; its state survives if so."""
        self._order(order)

    def freeze(self) -> None:
        """Stop every process of the worker until the next request; they cost no CPU meanwhile."""
        self.frozen = True
        self._order(FREEZE)

    def thaw(self) -> None:
        """Let a frozen worker go on."""
        self.frozen = False
        self._order(THAW)

    def kill(self, cause: SallyportError | None = None) -> None:
        """SIGKILL everything of the worker; `cause` is what open requests fail with."""
        if self._cause is None:
            self._cause = cause
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._settle()

    def abandon(self, cause: SallyportError) -> None:
        """Give up what runs: open requests fail with `cause`. `restore` or `kill` must follow."""
        assert self._channel is not None, "abandon before start"
        self._channel.fail(cause)

    async def restore(self) -> int | None:
        """Kill what runs and go on from the checkpoint; None, and killed, when there is none.

        Returns how many calls the checkpoint's world had carried out, by its own account. Open
        requests must have failed before (a death that was held, or `abandon`). Raises
        AtCapacityError, and changes nothing, when the server is out of descriptors.
        """
        if self._is_over() or self._control is None:
            return None
        try:
            data, data_far = socket.socketpair()
        except OSError as error:
            raise AtCapacityError(
                f"No descriptor is left to restore the session with: {error}", retry_after_s=1
            )
        with data_far:
            self._channel = await Channel.connect(data, self._max_frame_bytes, self._broken)
            ready = self._channel.expect(READY_CALL_ID)
            if self.ended is not None:
                # Killed while it was connected: the new channel is nobody's.
                self._channel.fail(self.ended)
                return None
            try:
                socket.send_fds(self._control, [RESTORE], [data_far.fileno()])
            except OSError:
                self.kill()
        self.frozen = self.held = False
        self._words = ""
        try:
            async with asyncio.timeout(_RESTORE_S):
                reply = await ready
        except (TimeoutError, SallyportError):
            self.kill()
            return None
        return reply.calls if isinstance(reply, Ready) else None

    def _is_over(self) -> bool:
        return self.ended is not None

    async def gone(self) -> None:
        """Wait until the kernel has ended the warden."""
        if self._pidfd >= 0:
            await asyncio.shield(self._gone)

    def _order(self, order: bytes) -> None:
        if self._control is not None and self.ended is None:
            # A full or closed control socket means a dead worker; its end comes by other ways.
            with contextlib.suppress(OSError):
                self._control.send(order)

    # ── the three ways to learn of an end ────────────────────────────────────────────────────────

    def _broken(self, error: SallyportError) -> None:
        if isinstance(error, InternalError) and not self._words:
            # Once: what says it may be a cell that has the socket, which could fill the log.
            self._words = error.message or "it did not say of what"
            log.error(
                "worker_failed",
                pid=self._pid,
                slot=self.slot,
                message=error.message,
                traceback=error.details.get("traceback", ""),
            )
        if isinstance(error, ProtocolError):
            self.kill(error)
        elif self.ended is None and self._end_timer is None:
            self._end_timer = asyncio.get_running_loop().call_later(_REPORT_WAIT_S, self.kill)

    def _read_report(self) -> None:
        assert self._control is not None, "reader without a socket"
        try:
            data = self._control.recv(64)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if len(data) == REPORT.size:
            kind, self._exit_status = REPORT.unpack(data)
            if kind == HELD:
                self._hold()
                return
        self.kill()

    def _hold(self) -> None:
        """The interpreter is dead and its checkpoint is not: say so to who waits, and keep on."""
        assert self._channel is not None, "a death before start"
        self._stop_end_timer()
        self.held = True
        self._channel.fail(self._death())

    def _stop_end_timer(self) -> None:
        if self._end_timer is not None:
            self._end_timer.cancel()
            self._end_timer = None

    def _reaped(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._pidfd = -1
        # Its zygote reaps it; when that is gone and we are the container's first process, we do.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, os.WNOHANG)
        if not self._gone.done():
            self._gone.set_result(None)
        self._settle()

    def _settle(self) -> None:
        """Decide, once, why it ended; fail what is open; let go of everything."""
        if self.ended is not None:
            return
        self.ended = self._cause or self._death()
        self._stop_end_timer()
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._channel is not None:
            self._channel.fail(self.ended)
        self._on_end(self)

    def _death(self) -> WorkerDiedError:
        status = self._exit_status
        told = ""
        if status is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            # So the kernel kills for memory: the interpreter, or the warden itself.
            told = self._jailer.out_of_memory(self.slot)
        if told:
            return OutOfMemoryError(told, signal="SIGKILL", exit_code=None)
        if status is None:
            return WorkerDiedError(
                "The worker was killed from outside.", signal=None, exit_code=None
            )
        if not os.WIFSIGNALED(status):
            code = os.waitstatus_to_exitcode(status)
            message = f"The worker process ended with exit code {code}."
            if self._words:
                message = f"The worker process failed by itself: {self._words[:_WORDS]}"
            return WorkerDiedError(message, signal=None, exit_code=code)
        name = _signal_name(os.WTERMSIG(status))
        return WorkerDiedError(f"The worker process died of {name}.", signal=name, exit_code=None)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


async def _readable(fd: int, read: Callable[[int], int]) -> int:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(fd, wake)
    try:
        await ready
    except BaseException:
        loop.remove_reader(fd)
        os.close(fd)
        raise
    loop.remove_reader(fd)
    return read(fd)
