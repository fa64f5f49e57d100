"""What a cell leaves running must cost nothing between calls: the session is stopped when idle."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.attacks.service.attack import BreachError, DoorAttack
from tests.attacks.service.baseline import below
from tests.attacks.service.siege import armoury

if TYPE_CHECKING:
    from tests.attacks.service.fortress import Fortress

KIND: Final = "idling"
SUCCESS: Final = "an idle session keeps a core busy"

_SETTLE_S: Final = 0.6
"""After which an idle session is stopped: some times `calls.freeze_after_s`."""

_WATCH_S: Final = 0.4
_MOST_S: Final = 0.02
"""Of processor time in that while; what is stopped takes none."""

_LEFT: Final = {
    "threads": (
        "def work():\n    while True: pass\n"
        "for _ in range(3): threading.Thread(target=work, daemon=True).start()"
    ),
    "forks": "def work():\n    while True: pass\nfor _ in range(3): in_fork(work)",
    "forks_that_go_on": "if os.fork() == 0:\n    while True: pass",
    "forks_of_forks": (
        "def work(n):\n    if n: in_fork(work, n - 1)\n    while True: pass\nin_fork(work, 5)"
    ),
    "forks_that_keep_forking": (
        "def bomb():\n    while True:\n        try:\n            if os.fork() == 0: os._exit(0)\n"
        "            os.waitpid(-1, 0)\n        except OSError: pass\nin_fork(bomb)"
    ),
    "alarms": (
        "def work(*_):\n    sum(range(10**5))\nsignal.signal(signal.SIGALRM, work)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)"
    ),
    "announcements_without_end": (
        "def flood(w):\n    while True: w.send(b'c')\nin_fork(flood, wake())"
    ),
    "announcements_by_many_threads": (
        "def flood(w):\n    while True: w.send(b'c')\n"
        "def start(w):\n    for _ in range(8): threading.Thread(target=flood, args=(w,)).start()\n"
        "    time.sleep(60)\n"
        "in_fork(start, wake())"
    ),
}


def _left(source: str) -> Callable[[Fortress], str]:
    return lambda fortress: _idle(fortress, source)


def _idle(fortress: Fortress, source: str) -> str:
    notebook = fortress.notebook()
    mark = f"idle-{secrets.token_hex(4)}"
    try:
        notebook.cell(armoury(fortress))
        # The name of its processes, forks included: by it they are found from outside.
        left = notebook.cell(f"libc.prctl(15, {mark.encode()!r}, 0, 0, 0)\n{source}")
        if left.name != "ok":
            raise BreachError(f"the attack was not tried: {left.text()}")
        time.sleep(_SETTLE_S)
        begun = _busy_s(fortress.pid, mark)
        time.sleep(_WATCH_S)
        spent = _busy_s(fortress.pid, mark) - begun
        if spent > _MOST_S:
            raise BreachError(f"{spent:.2f} s in {_WATCH_S:g} s")
        return "stopped"
    finally:
        notebook.close()


def _busy_s(server: int, mark: str) -> float:
    """Return the processor time of a session's processes and their warden, in seconds."""
    own = {pid for pid in below(server) if _read(f"/proc/{pid}/comm").strip() == mark}
    if not own:
        raise BreachError("the session's processes are not to be found")
    # Only the warden has a child of the session's and is none itself.
    wardens = {parent for pid in own if (parent := _parent(pid)) not in own}
    times = (
        _read(str(stat)).split()[:1]
        for pid in own | wardens
        for stat in Path(f"/proc/{pid}/task").glob("*/schedstat")
    )
    return sum(int(number) for words in times for number in words) / 1e9


def _parent(pid: int) -> int:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def _read(path: str) -> str:
    """Return a file of /proc, empty when its process is gone."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


ATTACKS = tuple(
    DoorAttack(KIND, name, SUCCESS, _left(each), told_no=False) for name, each in _LEFT.items()
)
