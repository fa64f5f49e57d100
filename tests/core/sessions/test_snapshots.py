"""Snapshots: what a session was, as bytes that only this server makes and any later one takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from sallyport.core.errors import (
    BadTokenError,
    InvalidRequestError,
    MalformedRequestError,
    NotCopyableError,
    TooLargeError,
    UnknownEnvironmentError,
)
from sallyport.core.sessions import copies, sealed
from sallyport.core.sessions.copies import Copies
from sallyport.core.sessions.journal import Entry, Journal, Seeding
from sallyport.core.sessions.origin import Origin, origin_of, session_from
from sallyport.core.sessions.session import Session
from sallyport.core.sessions.signing import Signer
from sallyport.core.settings import AuthSettings, CallSettings, EnvironmentSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, built_in, open_house, settings

SECRET = "a-secret-of-more-than-thirty-two-characters"

ORIGIN = Origin("world", (3, 11), 7, {"id": 1}, 2, True, (), (), ())


# ── the seal ─────────────────────────────────────────────────────────────────────────────────────


def test_what_was_sealed_is_unsealed_by_the_same_secret() -> None:
    data = sealed.seal(Signer(SECRET), ORIGIN, b"\0world\xff")
    assert sealed.unseal(Signer(SECRET), data) == (ORIGIN, b"\0world\xff")


def test_every_byte_counts() -> None:
    signer = Signer(SECRET)
    data = sealed.seal(signer, ORIGIN, b"world")
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises((BadTokenError, MalformedRequestError)):
            sealed.unseal(signer, bytes(changed))
        with pytest.raises((BadTokenError, MalformedRequestError)):
            sealed.unseal(signer, data[:at])
    with pytest.raises(BadTokenError):
        sealed.unseal(signer, data + b"\0")


def test_another_servers_seal_is_refused_with_what_to_do() -> None:
    data = sealed.seal(Signer(), ORIGIN, b"world")
    with pytest.raises(BadTokenError, match="auth.cookie_secret"):
        sealed.unseal(Signer(), data)


def test_a_session_token_is_no_seal() -> None:
    signer = Signer(SECRET)
    body = sealed.seal(signer, ORIGIN, b"")[len(b"sallyport/snapshot/1\n") + 32 :]
    forged = b"sallyport/snapshot/1\n" + signer.digest("session", body) + body
    with pytest.raises(BadTokenError):
        sealed.unseal(signer, forged)


@pytest.mark.parametrize(
    "data", [b"", b"x", b"sallyport/snapshot/1\n", b"sallyport/snapshot/2\n" * 9]
)
def test_what_is_no_snapshot_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedRequestError, match="no snapshot"):
        sealed.unseal(Signer(SECRET), data)


def test_an_origin_of_another_form_is_refused_though_it_is_sealed() -> None:
    signer = Signer(SECRET)
    past = msgspec.msgpack.encode({"environment": "world"})
    body = len(past).to_bytes(4, "little") + past
    data = b"sallyport/snapshot/1\n" + signer.digest("snapshot", body) + body
    with pytest.raises(MalformedRequestError, match="another version"):
        sealed.unseal(signer, data)


# ── the origin ───────────────────────────────────────────────────────────────────────────────────


def entry(tool: str) -> Entry:
    return Entry(1.0, tool, b"{}", b'{"a": 1}', "ok", 0.0, 0.5)


def test_sessions_of_one_origin_have_journals_of_their_own() -> None:
    session = Session("a", "world", 7, {"id": 1})
    session.journal = Journal.of([entry("undone"), entry("kept")], [Seeding(1.0, 1, True)])
    session.effective = [session.journal.entries[1]]
    session.calls = 2
    origin = origin_of(session, (3, 11), {})
    first, second = (session_from(origin, name) for name in "bc")
    session.journal.entries[1].observation = None
    first.journal.entries[1].observation = None
    assert second.effective == [entry("kept")]
    assert second.effective[0] is second.journal.entries[1]
    assert (second.calls, second.journal.seedings) == (2, [Seeding(1.0, 1, True)])
    assert second.journal._bytes == sum(
        len(each.observation or b"") + 2 for each in [entry("x")] * 2
    )


def test_a_journal_that_forgot_goes_on_forgetting_where_it_was() -> None:
    forgotten = msgspec.structs.replace(entry("old"), observation=None)
    assert Journal.of([forgotten, entry("a"), entry("b")], [])._forgotten == 1


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────


def chosen(**more: Any) -> Any:
    plain = EnvironmentSettings(
        name="plain",
        environment="math_with_code",
        options={"policy": "none", "max_execution_time": 2.0},
    )
    auth = AuthSettings(cookie_secret=SECRET)
    return settings(
        plain, built_in("math_with_code"), built_in("workplace_assistant"), auth=auth, **more
    )


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(chosen()) as opened:
        yield opened


class Studio(Play):
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

    def cell(self, session: Session, code: str) -> str:
        shown = self.run(self.call(session, "execute_python", code=code))
        return str(shown["stdout"] or shown["result"] or shown["error_message"] or "")

    def started(self, *cells: str, environment: str = "plain", **more: Any) -> Session:
        session: Session = self.run(self.start(environment, **more))
        for cell in cells:
            self.cell(session, cell)
        return session

    def taken(self, session: Session) -> tuple[bytes, dict[str, str]]:
        taken: tuple[bytes, dict[str, str]] = self.run(self.copies.snapshot(session))
        return taken

    def restored(self, data: bytes, environment: str = "plain", **more: Any) -> Session:
        session, _ = self.run(self.copies.restore(environment, data, **more))
        assert isinstance(session, Session)
        return session


@pytest.fixture
def studio(house: House) -> Studio:
    return Studio(house)


@pytest.mark.slow
@pytest.mark.parametrize("environment", ["plain", "math_with_code"])
def test_a_session_goes_on_from_a_snapshot_any_number_of_times(
    studio: Studio, environment: str
) -> None:
    original = studio.started(
        "import random\nx = [1]\ndef f(): return len(x)",
        environment=environment,
        task={"expected_result": "4"},
        seed=9,
    )
    data, left_out = studio.taken(original)
    assert left_out == {}
    studio.cell(original, "x.append(2)")
    studio.close(original)
    first, second = (studio.restored(data, environment) for _ in range(2))
    assert studio.cell(first, "x.append(3); f()") == "2"
    assert studio.cell(second, "f(), random.random()") == studio.cell(
        studio.restored(data, environment), "f(), random.random()"
    )
    assert (second.task, second.seed, second.calls) == ({"expected_result": "4"}, 9, 2)
    assert len(second.journal.items()) == 4


@pytest.mark.slow
def test_a_task_and_a_seed_that_are_given_replace_the_snapshots(studio: Studio) -> None:
    data, _ = studio.taken(studio.started("import random", task={"a": 1}, seed=1))
    draws = [studio.cell(studio.restored(data, seed=seed), "random.random()") for seed in (2, 3, 2)]
    assert draws[0] == draws[2] != draws[1]
    assert studio.restored(data, task={"b": 2}).task == {"b": 2}


@pytest.mark.slow
def test_what_cannot_be_carried_is_named_and_missing(studio: Studio) -> None:
    data, left_out = studio.taken(studio.started("g = (i for i in 'ab')\nx = 1"))
    assert left_out == {"g": "cannot pickle 'generator' object"}
    session, named = studio.run(studio.copies.restore("plain", data))
    assert named == left_out
    assert studio.cell(session, "x") == "1"
    assert studio.cell(session, "g") == "NameError: name 'g' is not defined"


@pytest.mark.slow
def test_a_restored_session_comes_back_from_a_death_at_once(studio: Studio) -> None:
    data, _ = studio.taken(studio.started("import os\nx = os.urandom(8)"))
    session = studio.restored(data)
    shown = studio.run(studio.call(session, "execute_python", code="os._exit(1)"))
    assert (shown["status"], shown["state"]) == ("worker_died", "restored")
    assert studio.cell(session, "x") == studio.cell(studio.restored(data), "x")
    studio.cell(session, "x = 5")
    studio.cell(session, "os._exit(1)")
    assert studio.cell(session, "x") == "5"


@pytest.mark.slow
def test_a_workplace_is_restored_and_recovers_by_its_calls(studio: Studio) -> None:
    original = studio.started(environment="workplace_assistant")
    send = {"recipient": "a@b.example", "subject": "kept", "body": "b"}
    studio.run(studio.call(original, "email_send_email", **send))
    data, left_out = studio.taken(original)
    assert left_out == {}
    session = studio.restored(data, "workplace_assistant")
    state = studio.run(studio.service.export(original))
    assert studio.run(studio.service.export(session)) == state
    studio.kill(session)
    studio.run(studio.call(session, "email_send_email", **send))
    assert studio.run(studio.service.export(session)) != state
    assert studio.run(studio.service.export(session)).count(b"kept") == 2


@pytest.mark.slow
def test_a_snapshot_of_another_environment_version_or_size_is_refused(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _ = studio.taken(studio.started("x = 1"))
    with pytest.raises(InvalidRequestError, match="'plain', not of 'math_with_code'"):
        studio.restored(data, "math_with_code")
    with pytest.raises(InvalidRequestError):
        studio.restored(data, "nowhere")
    with monkeypatch.context() as patch:
        patch.setattr(copies, "_PYTHON", (3, 99))
        with pytest.raises(InvalidRequestError, match=r"Python 3\.\d+, and this server runs 3\.99"):
            studio.restored(data)
    with monkeypatch.context() as patch:
        patch.setattr(copies, "_FRAME_BYTES", 2**30)
        with pytest.raises(TooLargeError):
            studio.restored(data)
    assert studio.service.admission.starting == 0


@pytest.mark.slow
def test_a_forged_snapshot_reaches_no_worker(studio: Studio) -> None:
    data, _ = studio.taken(studio.started("x = 1"))
    workers = studio.service._pools["plain"].counts()
    trap = data[:-20] + b"cos\nsystem\n(S'true'\ntR."[:20]
    with pytest.raises(BadTokenError):
        studio.restored(trap)
    assert studio.service._pools["plain"].counts() == workers


@pytest.mark.slow
def test_a_state_that_is_too_large_is_refused_and_the_session_lives(studio: Studio) -> None:
    session = studio.started("x = np.zeros(3 * 10**6)")
    with pytest.raises(NotCopyableError, match=r"largest part of what was written is x \("):
        studio.taken(session)
    assert studio.cell(session, "x.nbytes") == "24000000"


@pytest.mark.slow
def test_a_snapshot_outlives_the_server_where_the_secret_stays(studio: Studio) -> None:
    data, _ = studio.taken(studio.started("import math\nx = [math.pi]\ndef f(): return x", seed=4))
    stranger = settings(chosen().environments[0], calls=CallSettings(checkpoint=False))
    with open_house(chosen(calls=CallSettings(checkpoint=False))) as later:
        again = Studio(later)
        session = again.restored(data)
        assert again.cell(session, "f()") == "[3.141592653589793]"
        again.run(later.settled())
    with open_house(stranger) as other:
        with pytest.raises(BadTokenError):
            Studio(other).restored(data)


@pytest.mark.slow
def test_an_environment_that_is_not_served_any_more_is_named(studio: Studio) -> None:
    signer = studio.service.signer
    origin = msgspec.structs.replace(ORIGIN, environment="gone", python=copies._PYTHON)
    with pytest.raises(UnknownEnvironmentError):
        studio.restored(sealed.seal(signer, origin, b"world"), "gone")
