"""A lease: one session's hold on a worker, or on one slot of a shared one."""

from __future__ import annotations

import asyncio
from typing import Protocol

from .frames import Call, Export, Judge, Open, Probe, Reply, Reseed, Restore, Settle, Snapshot
from .process import WorkerProcess


class _Releases(Protocol):
    def release(self, lease: Lease) -> None: ...


class Lease:
    """Requests for one slot of one worker; ends with `retire`, or with its worker.

    Each request gives a future of the reply (Done or Failed), or raises WorkerDiedError or a kin.
    """

    def __init__(self, pool: _Releases, worker: WorkerProcess, slot: int) -> None:
        self._pool = pool
        self.worker = worker
        self.slot = slot
        self.retired = False

    def open(self, seed: int) -> asyncio.Future[Reply]:
        """Open the session's world; `seed` is at least 0 and below 2**63."""
        return self.worker.request(Open(self.worker.next_call_id(), self.slot, seed))

    def call(self, tool: str, arguments: bytes) -> asyncio.Future[Reply]:
        """Run a tool; `arguments` is a JSON object."""
        return self.worker.request(Call(self.worker.next_call_id(), self.slot, tool, arguments))

    def export(self) -> asyncio.Future[Reply]:
        """Export the world's state."""
        return self.worker.request(Export(self.worker.next_call_id(), self.slot))

    def snapshot(self) -> asyncio.Future[Reply]:
        """Take the world as bytes; the reply is Taken."""
        return self.worker.request(Snapshot(self.worker.next_call_id(), self.slot))

    def restore(self, data: bytes, *, seed: int, reseed: bool, calls: int) -> asyncio.Future[Reply]:
        """Open the session's world as a snapshot has it; see Restore."""
        call_id = self.worker.next_call_id()
        return self.worker.request(Restore(call_id, self.slot, data, seed, reseed, calls))

    def reseed(self, seed: int) -> asyncio.Future[Reply]:
        """Let the world's random numbers begin anew."""
        return self.worker.request(Reseed(self.worker.next_call_id(), self.slot, seed))

    def judge(self, rollout: bytes, answers: bytes = b"{}") -> asyncio.Future[Reply]:
        """Judge a rollout; see Judge. In a pool of judges only."""
        return self.worker.request(Judge(self.worker.next_call_id(), rollout, answers))

    def settle(self, question: bytes) -> asyncio.Future[Reply]:
        """Ask the symbolic layer; see Settle. In a pool of judges only."""
        return self.worker.request(Settle(self.worker.next_call_id(), question))

    def probe(self, source: str) -> asyncio.Future[Reply]:
        """Let the worker attack its own jail; retire it afterwards."""
        return self.worker.request(Probe(self.worker.next_call_id(), source))

    def retire(self) -> None:
        """Give the hold up, for good; idempotent."""
        if not self.retired:
            self.retired = True
            try:
                self._pool.release(self)
            except BaseException:
                # Not given up: who tries again must not be told that it was.
                self.retired = False
                raise
