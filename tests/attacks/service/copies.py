"""Abuse of forks and snapshots: a state whose opening runs code, lies, or has no end."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tests.attacks.service.attack import BreachError, DoorAttack
from tests.attacks.service.siege import LATER, armoury
from tests.attacks.service.visitor import Notebook, named

if TYPE_CHECKING:
    import httpx

    from tests.attacks.service.fortress import Fortress

KIND: Final = "copies"
SUCCESS: Final = "a copied state reached out of the copy's jail, or its end had no name"

_NAMED: Final = (
    "not_copyable",
    "protocol_error",
    "worker_died",
    "memory_limit",
    "deadline_exceeded",
    "internal",
    "session_lost",
    "too_large",
)

_STATES: Final = {
    "exploit": "kept = Exploit()",
    "exploit_as_a_key": "kept = {}\nclass K(Exploit):\n    __hash__ = object.__hash__\nkept[K()] = 1",
    "reaching_for_the_canary": (
        "class R:\n    def __reduce__(self): return open, (CANARY, 'rb')\nkept = R()"
    ),
    "reaching_for_the_port": (
        "class R:\n"
        "    def __reduce__(self): return socket.create_connection, (('127.0.0.1', PORT), 1)\n"
        "kept = R()"
    ),
    "death": "class R:\n    def __reduce__(self): return os._exit, (3,)\nkept = R()",
    "fault": "class R:\n    def __reduce__(self): return ctypes.string_at, (0,)\nkept = R()",
    "error": "class R:\n    def __reduce__(self): raise SystemExit('forged')\nkept = R()",
    "error_without_a_text": (
        "class E(BaseException):\n    def __str__(self): raise self\n"
        "class R:\n    def __reduce__(self): raise E\nkept = R()"
    ),
    "bomb_of_memory": (
        "class R:\n    def __reduce__(self): return bytearray, (8 << 30,)\nkept = R()"
    ),
    "depth": "kept = []\nfor _ in range(100_000): kept = [kept]",
    "itself": "kept = []\nkept.append(kept)\nkept.append(sys.modules)",
    "large": "kept = bytearray(os.urandom(1 << 20)) * 64",
    "name_with_a_line_break": "globals()['x\\r\\nSet-Cookie: forged=1'] = threading.Lock()",
    "many_that_stay": ("for n in range(300): globals()['\\u00e9\\x7f%d' % n] = threading.Lock()"),
}

_FORGED: Final = {
    "no_bytes": "packed('taken', ID, None, {})",
    "bytes_of_anything": "packed('taken', ID, b'\\xff' * 64, {})",
    "a_pickle": "packed('taken', ID, b'\\0' * 8 + EXPLOIT, {})",
    "header_injected": "packed('taken', ID, b'', {'a\\r\\nSet-Cookie: b=c': 'd\\r\\n\\r\\nforged'})",
    "names_without_end": "packed('taken', ID, b'', {str(n): 'x' * 99 for n in range(50_000)})",
    "another_reply": "done(ID)",
    "a_refusal": "packed('failed', ID, 'not_copyable', 'm\\r\\n' * 9999, b'{}')",
}
"""What a worker answers that is asked for its state."""

_ANSWER: Final = """
import sallyport.sandbox.worker as w
old = w.encode
def forge(reply):
    ID = reply.call_id
    return old(reply) if ID < {first} else {data}
w.encode = forge
"""


def _state(source: str) -> Callable[[Fortress], str]:
    return lambda fortress: _copied(fortress, source)


def _forged(data: str) -> Callable[[Fortress], str]:
    # The armoury is call 2, this cell call 3; what comes after is asked for the state.
    source = _ANSWER.format(first=4, data=data)
    return lambda fortress: _copied(fortress, source)


def _copied(fortress: Fortress, source: str) -> str:
    """Make a state, fork it, take a snapshot, restore that; every step ends under a name."""
    notebook = fortress.notebook()
    try:
        for cell in (armoury(fortress), source):
            made = notebook.cell(cell)
            if made.name != "ok":
                raise BreachError(f"the attack was not tried: {made.text()}")
        forked = _forks(fortress, notebook)
        sealed = notebook.request("GET", "/snapshot")
        _check(fortress, sealed)
        restored = _restored(fortress, sealed) if sealed.status_code == 200 else "no snapshot"
        _check(fortress, notebook.request("POST", "/tools/execute_python", json={"code": LATER}))
    finally:
        notebook.close()
    return f"fork: {forked}, restore: {restored}"


def _forks(fortress: Fortress, notebook: Notebook) -> str:
    response = notebook.request("POST", "/fork", json={"count": 1})
    ended = _check(fortress, response)
    if response.status_code == 201:
        _use(fortress, response.json()["sessions"][0])
    return ended


def _restored(fortress: Fortress, sealed: httpx.Response) -> str:
    snapshot = base64.b64encode(sealed.content).decode()
    body = {"environment": "patient", "snapshot": snapshot}
    response = fortress.client.post("/v1/sessions", json=body)
    ended = _check(fortress, response)
    if response.status_code == 201:
        _use(fortress, response.json())
    return ended


def _use(fortress: Fortress, made: dict[str, str]) -> None:
    copy = Notebook(fortress.client, made["session_id"], made["token"])
    try:
        _check(fortress, copy.request("POST", "/tools/execute_python", json={"code": LATER}))
    finally:
        copy.close()


def _check(fortress: Fortress, response: httpx.Response) -> str:
    """Return how a step ended; nothing may leak, no header be a worker's."""
    raw = b"".join(key + b":" + value for key, value in response.headers.raw) + response.content
    if fortress.canaries.found_in(raw):
        raise BreachError(f"a canary came: {raw[-300:]!r}")
    if "set-cookie" in response.headers:
        raise BreachError(f"a header was made by a worker: {response.headers}")
    if response.status_code < 400:
        return "ok"
    reply = named(response)
    if reply.name not in _NAMED:
        raise BreachError(reply.text())
    return reply.name


ATTACKS = (
    *(
        DoorAttack(KIND, f"state_{name}", SUCCESS, _state(each), told_no=False)
        for name, each in _STATES.items()
    ),
    *(
        DoorAttack(KIND, f"forged_{name}", SUCCESS, _forged(each), told_no=False)
        for name, each in _FORGED.items()
    ),
)
