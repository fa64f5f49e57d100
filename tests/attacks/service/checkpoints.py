"""Abuse of checkpoints: processes that claim to be one, that die, that answer as they like.

What a session's own process says of its own state is its own to say; it must end in a named way.
"""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack

KIND = "checkpoints"
SUCCESS = "a checkpoint reached further than its own session"

_ANNOUNCED = {
    "itself": "wake().send(b'c')",
    "many_times": "for _ in range(200): wake().send(b'c')",
    "by_many_children": (
        "for _ in range(20): in_fork(lambda: [wake().send(b'c'), time.sleep(60)])\ntime.sleep(0.1)"
    ),
    "by_children_that_end": ("for _ in range(20): os.waitpid(in_fork(wake().send, b'c'), 0)"),
    "by_other_bytes": "wake().send(b'x'); wake().send(bytes(60_000)); wake().send(b'r')",
    "by_another_order": "for each in (b'r', b'f', b't', b'i', b'x'): wake().send(each)",
}
"""Announcements; the session itself lives on, and so does its state."""

_FAKES = {
    "ready_with_too_many_calls": "packed('ready', 0, 10**9)",
    "ready_with_calls_below_zero": "packed('ready', 0, -1)",
    "ready_with_the_most_calls": "packed('ready', 0, 2**64 - 1)",
    "ready_with_no_number": "packed('ready', 0, 'all')",
    "ready_with_another_id": "packed('ready', 7, 1)",
    "ready_twice": "packed('ready', 0, 1) * 2",
    "ready_and_a_reply": "packed('ready', 0, 1) + done(3)",
    "a_reply_instead": "done(0)",
    "a_failure_instead": "packed('failed', 0, 'session_lost', 'm', b'{}')",
    "a_snapshot_instead": "packed('taken', 0, b'', {})",
    "nothing_at_all": "b''",
}

_PLAY = """
def play(handle):
    os.write(handle, packed('ready', 0, 1))
    while data := os.read(handle, 1 << 20):
        os.write(handle, {answer})
as_checkpoint(play)
"""

_ANSWERS = {
    "lies": "done(msgspec.msgpack.decode(data[4:])[1])",
    "garbage": "b'garbage' * 9",
    "another_id": "done(msgspec.msgpack.decode(data[4:])[1] + 1)",
    "the_request_itself": "data",
    "nothing": "b''",
    "a_pickle": "packed('done', msgspec.msgpack.decode(data[4:])[1], 'ok', EXPLOIT, 0.0)",
}

_LIVING = {
    "checkpoint_killed_by_memory": (
        "wake().send(b'c')\nkept = []\nwhile True: kept.append(bytearray(64 << 20))"
    ),
    "children_of_the_session_waited_for": (
        "try:\n    while True: os.waitpid(-1, 0)\nexcept ChildProcessError: held()"
    ),
    "forks_that_fail": (
        "import sallyport.sandbox.checkpoint as c\ndef no(): raise OSError(11, 'no')\n"
        "fake = type(os)('os'); vars(fake).update(vars(os)); fake.fork = no; c.os = fake"
    ),
}
"""Without a checkpoint, or with one that dies, the session lives on."""

_LAST = {
    "dead_child_as_checkpoint": ("os.waitpid(in_fork(wake().send, b'c'), 0)\nos._exit(1)"),
    "deaf_child_as_checkpoint": (
        "in_fork(lambda: [wake().send(b'c'), time.sleep(60)])\ntime.sleep(0.1)\nos._exit(1)"
    ),
    "child_that_forks_on_as_checkpoint": (
        "def bomb():\n    wake().send(b'c')\n    while True:\n        try: os.fork()\n"
        "        except OSError: pass\n"
        "in_fork(bomb)\ntime.sleep(0.1)\nos._exit(1)"
    ),
    "order_stolen_by_a_sibling": (
        "def steal():\n    wake().send(b'c')\n    in_fork(lambda: wake().recv(1))\n    wake().recv(1)\n"
        "in_fork(steal)\ntime.sleep(0.1)\nos._exit(1)"
    ),
    "itself_and_then_the_end": "wake().send(b'c')\nos._exit(1)",
    "wake_socket_closed_and_then_the_end": "os.close(wake().fileno())\nos._exit(1)",
}
"""The interpreter ends; the session is restored or rebuilt, or lost, loudly."""

ATTACKS = (
    *(
        CellAttack(KIND, f"announced_{name}", SUCCESS, (source,))
        for name, source in _ANNOUNCED.items()
    ),
    *(
        CellAttack(
            KIND,
            f"claims_{name}",
            SUCCESS,
            (f"as_checkpoint(lambda handle: (os.write(handle, {data}), os._exit(0)))",),
            ("worker_died",),
            later="either",
        )
        for name, data in _FAKES.items()
    ),
    *(
        CellAttack(
            KIND,
            f"plays_the_worker_with_{name}",
            "another session's verdict or reply was forged",
            (_PLAY.format(answer=answer),),
            ("worker_died",),
            later="spoilt",
            hurried=True,
        )
        for name, answer in _ANSWERS.items()
    ),
    *(
        CellAttack(KIND, name, SUCCESS, (source,), ("ok", "memory_limit", "timeout"), hurried=True)
        for name, source in _LIVING.items()
    ),
    *(
        CellAttack(KIND, name, SUCCESS, (source,), ("worker_died",), later="either")
        for name, source in _LAST.items()
    ),
)
