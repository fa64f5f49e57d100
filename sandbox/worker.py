"""The worker: the process that holds sessions' worlds and answers one frame after another.

    data socket ─▶ FrameReader ─▶ Request ─▶ world (envs) ─▶ Reply ─▶ data socket

It runs below a warden (sandbox/warden), and in environments that run untrusted code this very
process runs it: whatever it sends is believed to be its own session's text and nothing more.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import select
import signal
import socket
import time
from typing import Final

import msgspec

from ..core.author_lines import told
from ..core.errors import InternalError, ProtocolError, SallyportError, TooLargeError
from ..core.types import ToolCall
from ..envs.environment import Environment, World
from ..verifiers.boxed_answer.questions import Question
from . import forks, preload
from .checkpoint import Checkpoints
from .context import Context
from .frames import (
    Call,
    Close,
    Command,
    Done,
    Export,
    Failed,
    FrameReader,
    Judge,
    Open,
    Probe,
    Ready,
    Reply,
    Request,
    Reseed,
    Restore,
    Settle,
    Snapshot,
    Taken,
    decode_request,
    encode,
)
from .judging import decoded_rollout, judge
from .orders import INTERRUPT_SIGNALS
from .setup import WardenStart

_READ_BYTES: Final = 1 << 18
"""Bytes asked for in one read; a request is rarely larger."""

_REPLY_BYTES: Final = 65_536
"""Of a frame that carries a snapshot, for all that is not the snapshot."""

_ENVELOPE_BYTES: Final = 1024
"""Of a frame with a reply, for all that is not its body: numbers and a status."""

_DUE_AFTER_S: Final = 0.1
"""Calls that took longer than this in all are not left without a checkpoint: less is soon done
again, and a copy costs several milliseconds of CPU."""

_DUE_AFTER_BYTES: Final = 1 << 20
"""Nor are calls that gave more than this: what they showed is kept until then, to compare."""

_REPLY_TRAVELS_MS: Final = 5
"""How long a checkpoint waits for the next request: meanwhile the reply reaches its client, which
would else share a core with the copying. A request that comes sooner waits for the checkpoint."""


def run_worker(start: WardenStart, data_fd: int, wake: socket.socket) -> int:
    """Serve frames on `data_fd` until it ends; return the exit code."""
    forks.for_cells()
    # An interrupt that comes late, when no cell runs, must not end the worker.
    for number in INTERRUPT_SIGNALS.values():
        signal.signal(number, signal.SIG_IGN)
    # Sent to all processes of a service that is to drain first; calls in flight go on meanwhile.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # All said, so that none of it is asked of the kernel, which the filter would refuse.
    data = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, data_fd)
    worker = Worker(start)
    worker.rehearse_opening()
    data.sendall(encode(Ready(0, 0)))
    server = _Server(data, worker, start.max_frame_bytes)
    if start.checkpoints:
        server.checkpoints = Checkpoints(wake)
    server.run()
    return 0


class _Server:
    """The loop over one data socket after another: a restored checkpoint goes on with a new one.

    A checkpoint is taken right after a reply, and only where making the calls since the last one
    again would not do: where they took long, or may not give the same again (World.repeatable).
    """

    def __init__(self, data: socket.socket, worker: Worker, max_frame_bytes: int) -> None:
        self.checkpoints: Checkpoints | None = None
        self._data = data
        self._worker = worker
        self._max_frame_bytes = max_frame_bytes
        self._reader = FrameReader(max_frame_bytes)
        self._unsaved_s = 0.0
        self._unsaved_bytes = 0

    def run(self) -> None:
        """Serve until the data socket ends."""
        next_request = select.poll()
        next_request.register(self._data, select.POLLIN)
        while True:
            chunk = self._data.recv(_READ_BYTES)
            if not chunk:
                return
            for payload in self._reader.feed(chunk):
                self._answer(decode_request(payload))
            if self._unsaved_s > _DUE_AFTER_S or self._unsaved_bytes > _DUE_AFTER_BYTES:
                next_request.poll(_REPLY_TRAVELS_MS)
                self._checkpoint()

    def _answer(self, request: Request) -> None:
        started = time.monotonic()
        reply = self._worker.answer(request)
        frame = encode(reply)
        self._data.sendall(frame)
        if self.checkpoints is None:
            return
        unrepeatable = isinstance(reply, Done) and reply.unrepeatable
        if unrepeatable or isinstance(request, Restore | Reseed):
            # No call made again would give this state: it is not left without a checkpoint.
            self._unsaved_s = math.inf
        elif isinstance(request, Call):
            self._unsaved_s += time.monotonic() - started
            self._unsaved_bytes += len(frame)

    def _checkpoint(self) -> None:
        """Take a checkpoint; come back in it if it was woken, with a checkpoint of its own."""
        assert self.checkpoints is not None, "due without checkpoints"
        self._unsaved_s = 0.0
        self._unsaved_bytes = 0
        while (data := self.checkpoints.take()) is not None:
            # In the place of the one before: a failure is told there (sandbox/warden), and what a
            # cell opens must never get its number.
            os.dup2(data.fileno(), self._data.fileno(), inheritable=False)
            data.close()
            self._reader = FrameReader(self._max_frame_bytes)
            self._data.sendall(encode(Ready(0, self._worker.calls)))
        self._worker.rehearse()


class Worker:
    """The worlds of one worker by slot, and how each request is carried out.

    `calls` counts those carried out since a world was opened last; it means something where a
    worker has one world, as with checkpoints.
    """

    def __init__(self, start: WardenStart) -> None:
        self._environment: Environment | None = preload.environments.get(start.environment)
        self._worlds: dict[int, World] = {}
        self._max_snapshot_bytes = start.max_frame_bytes - _REPLY_BYTES
        self._max_body_bytes = start.max_frame_bytes - _ENVELOPE_BYTES
        self.calls = 0

    def rehearse_opening(self) -> None:
        """Open a world and go through the motions of a call, before anybody waits for either."""
        if self._environment is not None and self._environment.runs_untrusted_code:
            world = self._environment.open(Context(self._environment, 0))
            world.rehearse()
            world.close()

    def rehearse(self) -> None:
        """Go through the motions of a call in every world; see World.rehearse."""
        for world in self._worlds.values():
            world.rehearse()

    def answer(self, request: Request) -> Reply:
        """Carry out one request; every failure becomes a Failed reply."""
        started = time.monotonic()
        try:
            if isinstance(request, Snapshot):
                taken = self._world(request.slot).snapshot(self._max_snapshot_bytes)
                return Taken(request.call_id, *taken)
            status, body = self._carry_out(request)
            if len(body) > self._max_body_bytes:
                status, body = self._too_large(request, len(body), time.monotonic() - started)
        except SallyportError as error:
            return _failed(request, error)
        except Exception as error:  # noqa: BLE001  # the reply must come, and names our fault as ours
            return _failed(request, InternalError(told(error)))
        duration_s = time.monotonic() - started
        return Done(request.call_id, status, body, duration_s, self._unrepeatable(request))

    def _carry_out(self, request: Command) -> tuple[str, bytes]:
        match request:
            case Open(slot=slot, seed=seed):
                self._open(slot, seed)
                self.calls = 0
                return "ok", b"{}"
            case Restore():
                self._restore(request)
                return "ok", b"{}"
            case Reseed(slot=slot, seed=seed):
                self._world(slot).reseed(seed)
                return "ok", b"{}"
            case Call(slot=slot, tool=tool, arguments=arguments):
                call = ToolCall(tool, msgspec.json.decode(arguments))
                observation = self._world(slot).call(call)
                self.calls += 1
                return observation.status, msgspec.json.encode(observation.body)
            case Export(slot=slot):
                return "ok", msgspec.json.encode(self._world(slot).export())
            case Close(slot=slot):
                self._close(slot)
                return "ok", b"{}"
            case Judge(rollout=rollout, answers=answers):
                verdict = judge(preload.environments, decoded_rollout(rollout), answers)
                return "ok", msgspec.json.encode(verdict)
            case Settle(question=question):
                # Late: only these judges need SymPy, and the zygote has it where they are wanted.
                from ..verifiers.boxed_answer.symbolic import settled

                asked = msgspec.json.decode(question, type=Question)
                return "ok", msgspec.json.encode(settled(asked))
            case Probe(source=source):
                return "ok", _probe(source)

    def _too_large(self, request: Command, size: int, duration_s: float) -> tuple[str, bytes]:
        """Return what is shown in place of a reply that no frame holds. Raises TooLargeError."""
        message = (
            f"The reply has {size:,} bytes; a message holds {self._max_body_bytes:,} "
            "(calls.max_frame_bytes). The call was carried out; print and return less."
        )
        if isinstance(request, Call):
            shown = self._need_environment().stopped("message_limit", message, duration_s)
            if shown is not None:
                return shown.status, msgspec.json.encode(shown.body)
        raise TooLargeError(message)

    def _unrepeatable(self, request: Command) -> bool:
        """Whether the world that was called follows from more than its calls."""
        return (
            isinstance(request, Call)
            and self._need_environment().runs_untrusted_code
            and not self._world(request.slot).repeatable
        )

    def _open(self, slot: int, seed: int) -> World:
        self._close(slot)
        environment = self._need_environment()
        world = self._worlds[slot] = environment.open(Context(environment, seed))
        return world

    def _restore(self, request: Restore) -> None:
        world = self._open(request.slot, request.seed)
        try:
            world.restore(request.data)
            if request.reseed:
                world.reseed(request.seed)
        except BaseException:
            # Half of a state is none.
            self._close(request.slot)
            raise
        self.calls = request.calls

    def _need_environment(self) -> Environment:
        if self._environment is None:
            raise ProtocolError("this worker judges; it opens no world")
        return self._environment

    def _world(self, slot: int) -> World:
        if slot not in self._worlds:
            raise ProtocolError(f"no world is open in slot {slot}")
        return self._worlds[slot]

    def _close(self, slot: int) -> None:
        world = self._worlds.pop(slot, None)
        if world is not None:
            world.close()


def _probe(source: str) -> bytes:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        # The front door's own text, in a worker that is killed right after.
        exec(compile(source, "<probe>", "exec"), {"__name__": "probe"})  # noqa: S102
    return msgspec.json.encode({"printed": printed.getvalue()})


def _failed(request: Request, error: SallyportError) -> Failed:
    return Failed(request.call_id, error.type, error.message, msgspec.json.encode(error.details))
