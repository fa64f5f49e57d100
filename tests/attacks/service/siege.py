"""Runs attacks against a fortress and says what each came to.

begin ─▶ (arm a session ─▶ the attack's cells ─▶ is it as it must be later? ─▶ close)... ─▶ end
   └ baseline, witness                                                   baseline, witness ┘
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from tests.attacks.service.attack import Attack, BreachError, CellAttack, DoorAttack, Outcome
from tests.attacks.service.baseline import Baseline, more_since, settled

if TYPE_CHECKING:
    from tests.attacks.service.fortress import Fortress
    from tests.attacks.service.visitor import Notebook, Reply

INSIDE: Final = Path(__file__).with_name("inside.txt").read_text(encoding="utf-8")

LATER: Final = "print('alive')\n20 + KEPT"
_ALIVE: Final = {
    "success": True,
    "stdout": "alive\n",
    "stderr": "",
    "error_message": None,
    "result": "42",
    "status": "ok",
    "truncated": False,
}
"""What LATER must show, to the letter, in a session that goes on."""

_LATER_S: Final = 10.0
"""Within which the attacked session shows it; restores and calls made again are in it."""

_AT_MOST_S: Final = 20.0
"""The same for one that has left something running which is in its own way."""

_HANDS: Final = 2
"""Attackers at once: as many as there are cores on a small machine, so that nobody waits long."""

_LOOKS: Final = 4
"""How often a server is looked at again that seems to have more than before."""

_LOUD_ENDS: Final = 2
"""How many more cells may end under a name before the session goes on or is lost."""


def armoury(fortress: Fortress) -> str:
    """Return the first cell of an attacking session, told where the canaries are."""
    canaries = fortress.canaries
    return (
        INSIDE.replace("{trap!r}", repr(str(canaries.trap)))
        .replace("{canary!r}", repr(str(canaries.path)))
        .replace("{port}", str(canaries.number))
    )


class Siege:
    """One class of attacks after another against one server."""

    def __init__(self, fortress: Fortress) -> None:
        self.fortress = fortress
        self._baseline: Baseline | None = None

    def run(self, attacks: Iterable[Attack]) -> Iterator[Outcome]:
        """Make attacks, a few at once: many of them wait for a limit most of their time."""
        with ThreadPoolExecutor(_HANDS, thread_name_prefix="attacker") as hands:
            yield from hands.map(self.make, attacks)

    def begin(self) -> None:
        """Look at the server before a class of attacks."""
        fortress = self.fortress
        fortress.witness.begin()
        with fortress.witness.resting():
            self._baseline = settled(fortress.pid, fortress.folder)

    def end(self) -> list[str]:
        """Say what a class of attacks has left behind, or done to the witness."""
        assert self._baseline is not None, "begin comes first"
        fortress = self.fortress
        complaints = fortress.witness.complaints()
        for _ in range(_LOOKS):
            with fortress.witness.resting():
                left = more_since(self._baseline, fortress.pid, fortress.folder)
            if not left:
                break
            # Its session may have been stopped in the middle of taking a checkpoint.
            fortress.witness.ask()
        return [*complaints, *left]

    def make(self, attack: Attack) -> Outcome:
        """Make one attack."""
        begun = time.monotonic()
        try:
            ending, refused = self._made(attack)
            breach = "; ".join(self.fortress.canaries.sprung())
        except (BreachError, httpx.HTTPError) as error:
            ending, refused = "breach", False
            breach = f"{attack.success}: {type(error).__name__}: {error}"
        took = time.monotonic() - begun
        return Outcome(attack.id, ending, breach, refused, took)

    def _made(self, attack: Attack) -> tuple[str, bool]:
        if isinstance(attack, DoorAttack):
            return attack.act(self.fortress), attack.told_no
        notebook = self.fortress.notebook(hurried=attack.hurried)
        try:
            return self._in_cells(attack, notebook)
        finally:
            notebook.close()

    def _in_cells(self, attack: CellAttack, notebook: Notebook) -> tuple[str, bool]:
        armed = self._looked_at(notebook.cell(armoury(self.fortress)))
        if armed.name != "ok":
            raise BreachError(f"the attack was not tried: {armed.text()}")
        replies = [self._looked_at(notebook.cell(cell)) for cell in attack.cells]
        last = replies[-1]
        if last.name not in attack.endings:
            raise BreachError(f"ended as {last.name}, not as {attack.endings}: {last.text()}")
        time.sleep(attack.pause_s)
        self._check_later(attack, notebook)
        return last.name, any(b"HELD" in reply.raw for reply in replies)

    def _looked_at(self, reply: Reply) -> Reply:
        if self.fortress.canaries.found_in(reply.raw):
            raise BreachError(f"a canary is in the reply: {reply.text()}")
        if b"BREACH" in reply.raw:
            raise BreachError(reply.text())
        return reply

    def _check_later(self, attack: CellAttack, notebook: Notebook) -> None:
        """Whether the session is as it must be.

        Of one that may be lost, or has little time: a cell may also end under a name, loudly,
        before it goes on.
        """
        begun = time.monotonic()
        later = self._looked_at(notebook.cell(LATER))
        for _ in range(_LOUD_ENDS if attack.later == "either" or attack.hurried else 0):
            if later.name == "ok":
                break
            later = self._looked_at(notebook.cell(LATER))
        took = time.monotonic() - begun
        if later.name == "session_lost" and attack.later != "goes_on":
            return
        shown = {key: later.body.get(key) for key in _ALIVE}
        right = attack.later == "spoilt" or (attack.later != "lost" and shown == _ALIVE)
        if not right or took > (_LATER_S if attack.later == "goes_on" else _AT_MOST_S):
            raise BreachError(f"later ({attack.later}, {took:.1f} s): {later.text()}")
        self._check_verdict(attack, notebook)

    def _check_verdict(self, attack: CellAttack, notebook: Notebook) -> None:
        """Whatever the session did: a wrong answer earns nothing, and the right one all."""
        for answer, reward in (("41", 0.0), ("42", 1.0)):
            judged = self._looked_at(notebook.reward(answer))
            if judged.status >= 400 and attack.later != "goes_on":
                return
            if judged.name != "judged" or judged.body["reward"] != reward:
                raise BreachError(f"the verdict on {answer}: {judged.text()}")
