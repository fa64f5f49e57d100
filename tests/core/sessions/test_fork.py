"""Copies of live sessions: in the original's state, and from then on nobody's but their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from sallyport.core.errors import (
    AtCapacityError,
    DrainingError,
    NotCopyableError,
    SessionClosedError,
    SessionLostError,
)
from sallyport.core.sessions import restoring
from sallyport.core.sessions.copies import Copies
from sallyport.core.sessions.session import Session
from sallyport.core.settings import EnvironmentSettings, SessionSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, built_in, faulty, open_house, settings, until

pytestmark = pytest.mark.slow

HIDDEN_CLOCK = "getattr(__import__('ti' + 'me'), 'perf' + '_counter_ns')()"
"""A cell whose text does not say that it is another each time."""

LOCK = "__import__('_thr' + 'ead').allocate_lock()"

CHOSEN = settings(
    EnvironmentSettings(
        name="plain",
        environment="math_with_code",
        options={"policy": "none", "max_execution_time": 1.0},
    ),
    built_in("math_with_code"),
    built_in("workplace_assistant"),
    faulty(),
    sessions=SessionSettings(max_sessions=20),
)


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(CHOSEN) as opened:
        yield opened


class Family(Play):
    """A house's sessions, and their copies."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._house = house
        self.copies = Copies(self.service)

    def run(self, work: Any) -> Any:
        return self._house.run(work)

    def close(self, session: Session) -> None:
        async def on_the_loop() -> None:
            self.service.close(session)

        self.run(on_the_loop())

    def kill(self, session: Session) -> None:
        async def on_the_loop() -> None:
            worker_of(session).kill()

        self.run(on_the_loop())

    def started(self, *cells: str, environment: str = "plain", **more: Any) -> Session:
        session: Session = self.run(self.start(environment, **more))
        for cell in cells:
            self.cell(session, cell)
        return session

    def fork(self, session: Session, count: int = 1, *, reseed: bool = False) -> list[Session]:
        made: list[Session] = self.run(self.copies.fork(session, count, reseed=reseed))
        assert len(made) == count
        return made

    def cell(self, session: Session, code: str) -> str:
        """What a cell gives; its error if it fails."""
        shown = self.run(self.call(session, "execute_python", code=code))
        return str(shown["stdout"] or shown["result"] or shown["error_message"] or "")

    def tool(self, session: Session, tool: str, **arguments: Any) -> Any:
        return self.run(self.call(session, tool, **arguments))

    def state(self, session: Session) -> Any:
        return self.run(self.service.export(session))


@pytest.fixture
def family(house: House) -> Family:
    return Family(house)


# ── the same state ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("environment", ["plain", "math_with_code"])
def test_copies_have_the_state_and_go_their_own_ways(family: Family, environment: str) -> None:
    parent = family.started("x = [1]\ndef f(n): return n + len(x)", environment=environment)
    first, second = family.fork(parent, 2)
    assert family.cell(first, "x.append(2); f(10)") == "12"
    assert family.cell(second, "x.clear(); f(10)") == "10"
    assert family.cell(parent, "x, f(10)") == "([1], 11)"
    assert len({session.id for session in (parent, first, second)}) == 3
    workers = {worker_of(session).pid for session in (parent, first, second)}
    assert len(workers) == 3


def test_a_copy_of_a_copy_has_its_state(family: Family) -> None:
    (child,) = family.fork(family.started("x = 1"))
    family.cell(child, "x += 1")
    (grandchild,) = family.fork(child)
    assert family.cell(grandchild, "x") == "2"


def test_random_streams_go_on_alike_or_with_reseed_apart(family: Family) -> None:
    draw = "random.random(), np.random.rand()"
    parent = family.started("import random\nrandom.random()", seed=5)
    alike = family.fork(parent, 2)
    apart = family.fork(parent, 2, reseed=True)
    assert {copy.seed for copy in alike} == {5}
    assert len({copy.seed for copy in [*alike, *apart]}) == 3
    shown = [family.cell(session, draw) for session in [parent, *alike, *apart]]
    assert shown[0] == shown[1] == shown[2]
    assert len(set(shown)) == 3


def test_a_copy_has_the_task_the_journal_and_the_counters(family: Family) -> None:
    parent = family.started("x = 1", "y = 2", task={"expected_result": "3"}, idle_ttl_s=77.0)
    (copy,) = family.fork(parent)
    assert (copy.task, copy.calls, copy.idle_ttl_s) == ({"expected_result": "3"}, 2, 77.0)
    assert copy.journal.items() == parent.journal.items()
    family.cell(copy, "z = 3")
    assert (len(copy.journal.entries), len(parent.journal.entries)) == (3, 2)
    assert (len(copy.effective), len(parent.effective)) == (3, 2)
    assert family.state(copy) == b'{"environment":"math_with_code","executed":3}'


def test_a_fork_waits_for_the_call_that_runs(family: Family) -> None:
    parent = family.started("x = 0")

    async def together() -> Session:
        call = asyncio.create_task(
            family.call(parent, "execute_python", code="import time; time.sleep(0.4); x = 1")
        )
        await until(lambda: parent.state == "busy")
        (copy,) = await family.copies.fork(parent, 1, reseed=False)
        assert call.done()
        return copy

    assert family.cell(family.run(together()), "x") == "1"


def test_scratch_files_are_copied_and_each_sessions_own(family: Family) -> None:
    if family._house.level != "namespaces":
        pytest.skip("sessions have files only in a jail with a root of its own")
    parent = family.started("import os\nos.mkdir('d')\nopen('d/a', 'w').write('parent') and None")
    first, second = family.fork(parent, 2)
    family.cell(first, "open('d/a', 'w').write('first')")
    family.cell(second, "os.remove('d/a')")
    family.cell(parent, "open('b', 'w').close()")
    look = "sorted(os.listdir('d')), sorted(os.listdir('.')), os.path.exists('d/a') and open('d/a').read()"
    assert family.cell(first, look) == "(['a'], ['d'], 'first')"
    assert family.cell(second, look) == "([], ['d'], False)"
    assert family.cell(parent, look) == "(['a'], ['b', 'd'], 'parent')"


def test_databases_are_copied_with_what_was_changed_and_are_each_sessions_own(
    family: Family,
) -> None:
    parent = family.started(environment="workplace_assistant")

    def send(session: Session, subject: str) -> Any:
        tool = "email_send_email"
        return family.tool(session, tool, recipient="a@b.example", subject=subject, body="b")

    send(parent, "before")
    first, second = family.fork(parent, 2)
    untouched = family.state(parent)
    assert untouched == family.state(first) == family.state(second)
    assert b"before" in untouched
    send(first, "only first")
    assert b"only first" in family.state(first)
    assert family.state(second) == family.state(parent) == untouched
    family.run(family.service.restart(first))
    assert b"before" not in family.state(first)
    assert family.state(parent) == untouched


# ── nothing shared ───────────────────────────────────────────────────────────────────────────────


def test_the_death_of_one_is_its_own_and_it_comes_back_to_its_copied_state(
    family: Family,
) -> None:
    parent = family.started("x = [1]")
    first, second = family.fork(parent, 2)
    died = family.tool(first, "execute_python", code="import os\nos._exit(3)")
    assert (died["status"], died["state"]) == ("worker_died", "restored")
    assert family.cell(first, "x.append(2); x") == "[1, 2]"
    family.cell(first, "import os\nos._exit(3)")
    assert family.cell(first, "x") == "[1, 2]"
    assert (family.cell(second, "x"), family.cell(parent, "x")) == ("[1]", "[1]")


def test_a_reseeded_copy_that_dies_at_once_comes_back_with_its_own_numbers(
    family: Family,
) -> None:
    parent = family.started("import random, os")
    first, second = family.fork(parent, 2, reseed=True)
    family.cell(first, "os._exit(3)")
    drawn = [family.cell(session, "random.random()") for session in (first, second, parent)]
    assert len(set(drawn)) == 3
    (again,) = family.fork(first)
    assert family.cell(again, "random.random()") == family.cell(first, "random.random()")


def test_a_reseeded_copy_without_a_checkpoint_is_lost_rather_than_another(family: Family) -> None:
    (copy,) = family.fork(family.started("x = 1"), reseed=True)
    assert not copy.rooted
    family.kill(copy)
    with pytest.raises(SessionLostError):
        family.cell(copy, "x")
    assert "began as a copy" in copy.reason


def test_deadlines_are_each_sessions_own(family: Family) -> None:
    parent = family.started("import time\nx = 1")
    first, second = family.fork(parent, 2)

    async def together() -> Any:
        stuck = family.call(first, "execute_python", code="while True: pass")
        late = family.call(second, "execute_python", code="time.sleep(0.7); x")
        return await asyncio.gather(stuck, late)

    stuck, late = family.run(together())
    assert (stuck["status"], late["status"], late["result"]) == ("timeout", "ok", "1")
    assert family.cell(parent, "x") == "1"


def test_closing_one_closes_no_other(family: Family) -> None:
    parent = family.started("x = 1")
    first, second = family.fork(parent, 2)
    family.close(first)
    family.close(parent)
    assert family.cell(second, "x") == "1"
    with pytest.raises(SessionClosedError):
        family.fork(parent)


# ── what cannot be carried ───────────────────────────────────────────────────────────────────────


def test_a_generator_is_brought_to_the_same_place_by_making_the_calls_again(
    family: Family,
) -> None:
    parent = family.started("g = (i * i for i in range(9))", "next(g), next(g)", "x = [3]")
    first, second = family.fork(parent, 2)
    assert family.cell(first, "next(g), x.append(4), x") == "(4, None, [3, 4])"
    assert family.cell(second, "next(g), next(g), x") == "(4, 9, [3])"
    assert family.cell(parent, "next(g)") == "4"
    assert second.rooted


def test_a_replayed_copy_is_reseeded_after_its_calls(family: Family) -> None:
    parent = family.started("import random\ng = (i for i in 'ab')", "random.random()", seed=3)
    copies = family.fork(parent, 2, reseed=True)
    drawn = {family.cell(session, "random.random()") for session in [parent, *copies]}
    assert len(drawn) == 3


def test_what_is_in_the_way_is_named_when_the_calls_took_too_long(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "MAX_REPEATED_S", 0.05)
    parent = family.started("x = sum(range(10**7))", f"lock = {LOCK}")
    with pytest.raises(
        NotCopyableError, match=r"lock: cannot pickle.*its calls took \d\.\d s"
    ) as caught:
        family.fork(parent, 2)
    assert caught.value.details["left_out"].keys() == {"lock"}
    assert list(family.service.registry.live.values()) == [parent]
    assert family.cell(parent, "lock.locked()") == "False"


def test_calls_that_do_not_give_the_same_again_make_no_copy(family: Family) -> None:
    parent = family.started("g = (i for i in 'ab')", HIDDEN_CLOCK)
    with pytest.raises(NotCopyableError, match="gave something else"):
        family.fork(parent)
    assert family.cell(parent, "next(g)") == "a"


def test_calls_that_may_have_read_a_clock_are_not_made_again_for_a_copy(family: Family) -> None:
    parent = family.started("import time\ng = (i for i in 'ab')\nt = time.time()")
    with pytest.raises(NotCopyableError, match=r"g: .*clock"):
        family.fork(parent)
    assert family.cell(parent, "next(g)") == "a"


def test_an_open_scratch_file_is_in_the_way(family: Family) -> None:
    parent = family.started("f = open('/dev/urandom', 'rb')", "f.read(2)")
    with pytest.raises(NotCopyableError, match="f: an open file"):
        family.fork(parent)


def test_a_world_without_snapshots_is_copied_by_its_calls(family: Family) -> None:
    parent = family.run(family.start())
    family.run(family.remember(parent, "a"))
    first, second = family.fork(parent, 2)
    assert family.run(family.remember(first, "b")) == ["a", "b"]
    assert family.run(family.remember(second, "c")) == ["a", "c"]
    assert family.run(family.remember(parent, "d")) == ["a", "d"]


def test_a_hostile_state_harms_the_fork_alone(family: Family) -> None:
    cell = "import ctypes\nclass A:\n  def __reduce__(self): ctypes.string_at(0)\na = A()\nx = 1"
    parent = family.started(cell)
    (copy,) = family.fork(parent)  # by its calls
    assert family.cell(copy, "x") == family.cell(parent, "x") == "1"


# ── all or none ──────────────────────────────────────────────────────────────────────────────────


def test_more_copies_than_there_is_room_for_are_none(family: Family) -> None:
    parent = family.started("x = 1")
    with pytest.raises(AtCapacityError):
        family.fork(parent, 20)
    assert list(family.service.registry.live.values()) == [parent]
    assert len(family.fork(parent, 3)) == 3


def test_a_copy_that_cannot_be_brought_back_anywhere_leaves_none_behind(family: Family) -> None:
    # Its class can be made in the process that it was made in, and in no other.
    cell = (
        "process = __import__('o' + 's')\nhome = process.getpid()\nclass A:\n"
        "  def __setstate__(self, state):\n"
        "    if process.getppid() != state['home']: raise ValueError('not here')\n"
        "a = A(); a.home = home"
    )
    parent = family.started(cell, HIDDEN_CLOCK)
    with pytest.raises(NotCopyableError, match=r"a: ValueError: not here.*gave something else"):
        family.fork(parent, 3)
    assert list(family.service.registry.live.values()) == [parent]


def test_no_copies_are_made_while_the_server_shuts_down(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = family.started("x = 1")
    monkeypatch.setattr(family.service, "draining", True)
    with pytest.raises(DrainingError):
        family.fork(parent)
