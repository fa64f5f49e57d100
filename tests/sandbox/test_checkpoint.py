"""Checkpoints of a process of the test's own, over the sockets that a warden holds."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import struct
from collections.abc import Callable, Iterator

import pytest

from sallyport.sandbox.checkpoint import Checkpoints
from sallyport.sandbox.orders import ANNOUNCE, RESTORE
from tests.sandbox.test_process import state_of
from tests.sandbox.test_zygote import wait_for

CREDENTIALS = struct.Struct("iII")
PATIENCE_S = 10.0


class Original:
    """A process that takes checkpoints, in a child of this one, which stands for the warden.

    It answers on `data`: `c` takes a checkpoint, `+` counts, `=` tells the count and a random
    number, `x` ends; a copy that is woken says `w` on its new socket and goes on there.
    """

    def __init__(self, prepare: Callable[[], object] = lambda: None) -> None:
        self.data, far = socket.socketpair()
        self.wake, wake_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.wake.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        for each in (self.data, self.wake):
            each.settimeout(PATIENCE_S)
        self.pid = os.fork()
        if self.pid == 0:
            # A plain fork of the test process: it serves, and leaves without any clean-up.
            try:
                self.data.close()
                self.wake.close()
                prepare()
                serve(far, Checkpoints(wake_far))
            finally:
                os._exit(0)
        far.close()
        wake_far.close()

    def ask(self, order: bytes) -> bytes:
        self.data.sendall(order)
        return self.data.recv(200)

    def announced(self) -> int:
        """The pid that the kernel tells of who announced a checkpoint."""
        data, ancillary, _, _ = self.wake.recvmsg(1, socket.CMSG_SPACE(CREDENTIALS.size))
        assert data == ANNOUNCE
        [(_, _, content)] = ancillary
        pid: int = CREDENTIALS.unpack(content[: CREDENTIALS.size])[0]
        return pid

    def restore(self) -> None:
        """Wake the copy and go on with it."""
        self.data.close()
        self.data, far = socket.socketpair()
        self.data.settimeout(PATIENCE_S)
        socket.send_fds(self.wake, [RESTORE], [far.fileno()])
        far.close()
        assert self.data.recv(1) == b"w"

    def close(self) -> None:
        self.data.close()
        self.wake.close()


def serve(data: socket.socket, checkpoints: Checkpoints) -> None:
    count = 0
    while order := data.recv(1):
        if order == b"+":
            count += 1
        elif order == b"=":
            data.sendall(f"{count} {random.random()}".encode())
        elif order == b"c":
            woken = checkpoints.take()
            if woken is not None:
                data.close()
                data = woken
            data.sendall(b"w" if woken is not None else b"t")
        elif order == b"x":
            return


@pytest.fixture
def original() -> Iterator[Original]:
    made = Original()
    yield made
    made.close()


def count_of(original: Original) -> int:
    return int(original.ask(b"=").split()[0])


def gone(pid: int) -> bool:
    """Wait for a child of this process; those whose parent died are ours, too."""
    return os.waitpid(pid, 0)[0] == pid


def test_a_copy_announces_itself_by_its_own_pid(original: Original) -> None:
    assert original.ask(b"c") == b"t"
    copy = original.announced()
    assert copy not in {original.pid, os.getpid()}
    os.kill(copy, 0)


def test_a_copy_is_known_before_the_original_goes_on(original: Original) -> None:
    original.wake.setblocking(False)
    for _ in range(20):
        original.ask(b"c")
        copy = original.announced()
        assert copy != original.pid
        os.kill(copy, signal.SIGKILL)


def test_the_original_goes_on_beside_its_copy(original: Original) -> None:
    original.data.sendall(b"+")
    original.ask(b"c")
    original.data.sendall(b"+")
    assert count_of(original) == 2


def test_a_woken_copy_goes_on_from_the_moment_it_was_taken(original: Original) -> None:
    original.data.sendall(b"++")
    original.ask(b"c")
    copy = original.announced()
    original.data.sendall(b"+")
    assert count_of(original) == 3
    os.kill(original.pid, signal.SIGKILL)
    assert gone(original.pid)
    original.restore()
    assert count_of(original) == 2
    original.data.sendall(b"+")
    assert count_of(original) == 3
    original.close()
    assert gone(copy)


def test_random_numbers_go_on_as_they_would_have(original: Original) -> None:
    original.ask(b"c")
    first = original.ask(b"=")
    os.kill(original.pid, signal.SIGKILL)
    assert gone(original.pid)
    original.restore()
    assert original.ask(b"=") == first


def test_a_woken_copy_takes_checkpoints_of_its_own(original: Original) -> None:
    original.ask(b"c")
    first = original.announced()
    os.kill(original.pid, signal.SIGKILL)
    assert gone(original.pid)
    original.restore()
    original.data.sendall(b"+")
    original.ask(b"c")
    second = original.announced()
    assert second != first
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    original.restore()
    assert count_of(original) == 1


def test_a_copy_ends_when_the_warden_does() -> None:
    original = Original()
    original.ask(b"c")
    copy = original.announced()
    os.kill(original.pid, signal.SIGKILL)
    assert gone(original.pid)
    original.close()
    assert gone(copy)


def test_ended_copies_are_reaped_at_the_next_one(original: Original) -> None:
    original.ask(b"c")
    copy = original.announced()
    os.kill(copy, signal.SIGKILL)
    wait_for(lambda: state_of(copy) == "Z")
    original.ask(b"c")
    assert original.announced() != copy
    # A zombie would still have its number.
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="as root we can be a user who runs nothing else")
def test_without_a_process_to_be_had_the_original_says_that_there_is_none() -> None:
    def alone() -> None:
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
        os.setresuid(61_235, 61_235, 61_235)

    original = Original(alone)
    original.data.sendall(b"+")
    assert original.ask(b"c") == b"t"
    assert original.announced() == original.pid
    assert count_of(original) == 1
    original.close()
    assert gone(original.pid)
