"""Wardens as the front door meets them: forked off a real zygote, spoken to on their sockets."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sallyport.core.errors import NotReadyError
from sallyport.sandbox.frames import Call, Done, Failed, FrameReader, Open, Ready, Reply, encode
from sallyport.sandbox.frames import decode_reply as decode
from sallyport.sandbox.jail import Limits
from sallyport.sandbox.jailer import Jailer
from sallyport.sandbox.orders import EXITED, FREEZE, HELD, REPORT, THAW
from sallyport.sandbox.setup import EnvironmentSetup, WardenStart
from sallyport.sandbox.warden import report_failure
from sallyport.sandbox.zygote import Zygote, read_pid
from tests.sandbox.test_process import descendants, state_of
from tests.sandbox.test_zygote import wait_for
from tests.serving import LEVEL, WORLD, runs

pytestmark = pytest.mark.slow

FRAME_BYTES = 1 << 20


class Warden:
    """The front door's two sockets to one warden, and its pid."""

    def __init__(self, control: socket.socket, data: socket.socket, pid: int) -> None:
        self.control = control
        self.data = data
        self.pid = pid

    def reply(self) -> Reply:
        reader = FrameReader(FRAME_BYTES)
        while True:
            for payload in reader.feed(self.data.recv(1 << 16)):
                return decode(payload)

    def ready(self) -> int:
        """Wait until it serves; return the interpreter's pid."""
        assert self.reply() == Ready(0, 0)
        [interpreter] = descendants(self.pid)
        return interpreter

    def report(self) -> tuple[bytes, int]:
        kind, status = REPORT.unpack(self.control.recv(64))
        return kind, status

    def call(self, tool: str, arguments: bytes) -> Reply:
        self.data.sendall(encode(Open(1, 0, 0)))
        assert isinstance(self.reply(), Done)
        self.data.sendall(encode(Call(2, 0, tool, arguments)))
        return self.reply()


@pytest.fixture(scope="module")
def jailer() -> Iterator[Jailer]:
    made = Jailer(LEVEL, Limits())
    yield made
    made.close()


@pytest.fixture(scope="module")
def zygote(jailer: Jailer) -> Iterator[Zygote]:
    made = Zygote((EnvironmentSetup("faulty", "faulty", WORLD, {}),), jailer.spec)
    wait_for(lambda: made.ready)
    yield made
    made.close()


@contextmanager
def forked(
    zygote: Zygote, jailer: Jailer, *, admit: bool = True, checkpoints: bool = False
) -> Iterator[Warden]:
    """A warden of its own slot; afterwards nothing of it is left."""
    slot = jailer.slots.take()
    if admit:
        jailer.admit(slot)
    control, control_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    data, data_far = socket.socketpair()
    with control, data:
        with control_far, data_far:
            start = WardenStart("faulty", slot, FRAME_BYTES, checkpoints=checkpoints)
            pid = read_pid(zygote.spawn(start, [control_far.fileno(), data_far.fileno()]))
        for each in (control, data):
            each.settimeout(20)
        yield Warden(control, data, pid)
    wait_for(lambda: not runs(pid))
    # Not given back: the kernel may still be busy with its groups, which end with the jailer.


def test_a_warden_forks_an_interpreter_that_serves(zygote: Zygote, jailer: Jailer) -> None:
    with forked(zygote, jailer) as warden:
        interpreter = warden.ready()
        jailer.inspect(warden.pid, jailer.slots.take() - 1)
        reply = warden.call("echo", b'{"text": "a"}')
        assert isinstance(reply, Done)
        assert reply.body == b'{"output":"a"}'
    wait_for(lambda: not runs(interpreter))


def test_the_warden_has_let_go_of_the_data_socket(zygote: Zygote, jailer: Jailer) -> None:
    with forked(zygote, jailer) as warden:
        interpreter = warden.ready()
        held = {
            pid: {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            for pid in (warden.pid, interpreter)
        }
        shared = held[warden.pid] & held[interpreter]
        assert not {target for target in shared if target.startswith("socket:")}


def test_an_interpreters_end_is_reported_as_the_kernel_tells_it(
    zygote: Zygote, jailer: Jailer
) -> None:
    with forked(zygote, jailer) as warden:
        os.kill(warden.ready(), signal.SIGKILL)
        kind, status = warden.report()
        assert (kind, os.WTERMSIG(status)) == (EXITED, signal.SIGKILL)
        wait_for(lambda: not runs(warden.pid))


def test_with_a_checkpoint_the_end_is_not_the_end(zygote: Zygote, jailer: Jailer) -> None:
    if not jailer.forks:
        pytest.skip("without forks there are no checkpoints")
    with forked(zygote, jailer, checkpoints=True) as warden:
        interpreter = warden.ready()
        warden.call("nap", b'{"seconds": 0.3}')
        wait_for(lambda: len(descendants(warden.pid)) == 2)
        os.kill(interpreter, signal.SIGKILL)
        kind, status = warden.report()
        assert (kind, os.WTERMSIG(status)) == (HELD, signal.SIGKILL)
        assert runs(warden.pid)


def test_a_frozen_worker_stands_still_and_goes_on(zygote: Zygote, jailer: Jailer) -> None:
    with forked(zygote, jailer) as warden:
        interpreter = warden.ready()
        warden.control.send(FREEZE)
        wait_for(lambda: state_of(interpreter) == "T")
        assert state_of(warden.pid) != "T"
        warden.control.send(THAW)
        assert isinstance(warden.call("echo", b'{"text": "a"}'), Done)


def test_a_jail_that_cannot_be_entered_is_told_in_place_of_ready(
    zygote: Zygote, jailer: Jailer
) -> None:
    if not jailer.spec.cgroups:
        pytest.skip("no control group can be written here")
    with forked(zygote, jailer, admit=False) as warden:
        reply = warden.reply()
        assert isinstance(reply, Failed)
        assert (reply.call_id, reply.kind) == (0, NotReadyError.type)
        assert reply.message.startswith("FileNotFoundError: ")
        wait_for(lambda: not runs(warden.pid))


def test_a_failure_to_start_is_one_frame_and_a_front_door_that_is_gone_is_no_error() -> None:
    near, far = socket.socketpair()
    with near:
        with far:
            report_failure(far.fileno(), ValueError("broken"))
            [payload] = FrameReader(FRAME_BYTES).feed(near.recv(1 << 16))
            told = b'{"traceback":"ValueError: broken\\n"}'
            assert decode(payload) == Failed(0, "not_ready", "ValueError: broken", told)
    read_end, write_end = os.pipe()
    os.close(read_end)
    report_failure(write_end, ValueError("to nobody"))
    os.close(write_end)
