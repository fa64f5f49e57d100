"""The whole session API against a model of its contract, in any order of requests and deaths.

    rules ── requests ─▶ a whole server, on a loop of its own ─▶ replies ─┐
      └───── the same, in a few values ─▶ session_model ─────────────────┴▶ must agree

HYPOTHESIS_PROFILE=thorough plays a hundred times as much.
"""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import time
import uuid
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.attacks.service.baseline import children_of
from tests.core.app.opened import said
from tests.core.app.session_model import (
    END_ERRORS,
    ENVIRONMENT,
    SHORT_S,
    Chosen,
    Keyed,
    Known,
    Saved,
    appending,
    wanted,
)
from tests.serving import House, built_in, error_of, open_house, until
from tests.serving import settings as server_settings

pytestmark = pytest.mark.slow

MAX_LIVE: Final = 5

PROFILES: Final = {
    "ci": settings(max_examples=15, stateful_step_count=30, derandomize=True),
    "thorough": settings(max_examples=600, stateful_step_count=60),
}
PROFILE: Final = PROFILES.get(os.environ.get("HYPOTHESIS_PROFILE", "ci"), PROFILES["ci"])

NUMBERS: Final = st.integers(0, 9)
KEYS: Final = st.sampled_from(["k1", "k2", "k3"])
PLACES: Final = st.integers(0, 99)
"""Which of the sessions there are, modulo their number."""


class SessionMachine(RuleBasedStateMachine):
    """Requests of honest, forgetful and impatient clients, and deaths of workers."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.http = house.client()
        self.sessions: list[Known] = []
        self.chosen: dict[str, Chosen] = {}
        self.saved: list[Saved] = []
        # Ids are never used again, and the server outlives this machine.
        self.prefix = uuid.uuid4().hex[:8]

    def teardown(self) -> None:
        self.house.run(self.http.aclose())
        self.house.run(self.house.settled())

    # ── how it is asked ──────────────────────────────────────────────────────────────────────────

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.house.run(self.http.request(method, path, **more))

    def ask(self, known: Known, method: str, rest: str = "", **more: Any) -> httpx.Response:
        headers = {**known.headers, **more.pop("headers", {})}
        return self.send(method, known.path(rest), headers=headers, **more)

    def at(self, place: int) -> Known:
        return self.sessions[place % len(self.sessions)]

    @property
    def live(self) -> list[Known]:
        return [known for known in self.sessions if known.state == "live"]

    def is_refused(self, known: Known, reply: httpx.Response) -> bool:
        """Whether a reply is the refusal that the session's state calls for; then it is checked."""
        if known.state != "live":
            assert (reply.status_code, error_of(reply)["type"]) == (410, END_ERRORS[known.state])
            return True
        if not known.hurt:
            return False
        known.hurt = False
        if reply.status_code < 300:
            return False
        kind = error_of(reply)["type"]
        if kind not in {"worker_died", "session_lost"}:
            # It was brought back without a word, and refused what it refuses anyway.
            return False
        if kind == "worker_died":
            # What concerns the whole world is not made again by itself; the session lives, unless
            # its state cannot be had again.
            assert reply.status_code == 502
            self.settle(known)
        else:
            assert (reply.status_code, kind) == (410, "session_lost")
            assert not known.rooted
            known.state = "lost"
        return True

    def settle(self, known: Known) -> None:
        """Find out whether a session was lost, which only one that began as a copy may be."""
        state = self.ask(known, "GET").json()["state"]
        assert state == "ready" or (state == "lost" and not known.rooted)
        known.state = "lost" if state == "lost" else "live"

    def take(self, known: Known, body: dict[str, Any], numbers: list[int]) -> None:
        """Check an observation of a call that appended, and believe it."""
        assert body["status"] in {"ok", "worker_died"}, body
        if known.calls is not None:
            known.calls += 1
        if body["status"] == "worker_died":
            assert not body["success"]
            assert body["state"] in {"restored", "lost"}
            if body["state"] == "lost":
                assert not known.rooted
                known.state = "lost"
            return
        known.kept += numbers
        known.cells += 1
        assert body["result"] == str(known.kept), (body, known)

    # ── lives ────────────────────────────────────────────────────────────────────────────────────

    def begin(self, made: dict[str, Any], **more: Any) -> Known:
        known = Known(made["session_id"], made["token"], **more)
        first = self.ask(known, "POST", "/tools/execute_python", json={"code": "kept = []"})
        assert first.json()["status"] == "ok"
        known.calls = known.cells = 1
        self.sessions.append(known)
        return known

    @precondition(lambda self: len(self.live) < MAX_LIVE)
    @rule(seed=st.none() | NUMBERS, short=st.booleans(), task=st.booleans())
    def create(self, seed: int | None, short: bool, task: bool) -> None:
        reply = self.send("POST", "/v1/sessions", json=wanted(seed, short, task))
        assert reply.status_code == 201
        self.begin(reply.json(), short=short, task=task)

    @precondition(lambda self: len(self.live) < MAX_LIVE)
    @rule(name=st.sampled_from("abc"), seed=NUMBERS, short=st.booleans())
    def create_chosen(self, name: str, seed: int, short: bool) -> None:
        body = {**wanted(seed, short, task=False), "session_id": f"{self.prefix}-{name}"}
        before = self.chosen.get(name)
        reply = self.send("POST", "/v1/sessions", json=body)
        if before is None:
            assert reply.status_code == 201
            known = self.begin(reply.json(), short=short)
            self.chosen[name] = Chosen(body, reply.json(), known)
        elif body != before.body:
            assert (reply.status_code, error_of(reply)["type"]) == (409, "conflict")
        elif before.known.state == "live":
            assert (reply.status_code, reply.json()) == (200, before.reply)
        else:
            self.is_refused(before.known, reply)

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES)
    def close(self, place: int) -> None:
        known = self.at(place)
        reply = self.ask(known, "DELETE")
        assert reply.status_code == 200
        if known.state == "live" and reply.json()["status"] == "closed":
            known.state = "closed"
            return
        if known.state == "live":
            assert known.hurt
            self.settle(known)
        assert reply.json()["status"] == "already_closed"
        assert reply.json()["state"] == known.state

    @rule()
    def a_while_passes(self) -> None:
        async def sweep() -> None:
            self.house.runtime.service.sweep(time.monotonic() + SHORT_S + 1)

        self.house.run(sweep())
        for known in self.live:
            if known.short:
                known.state = "expired"

    @precondition(lambda self: any(not known.hurt for known in self.live))
    @rule(place=PLACES, inside=st.booleans(), noticed=st.booleans())
    def kill(self, place: int, inside: bool, noticed: bool) -> None:
        # Of the others the processes may be gone, and their numbers be somebody else's.
        whole = [known for known in self.live if not known.hurt]
        known = whole[place % len(whole)]
        session = self.house.runtime.service.registry.live[known.name]
        assert session.lease is not None
        worker = session.lease.worker
        victims = children_of(worker.pid) if inside else {worker.pid}
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        known.hurt = True
        if noticed:
            self.house.run(until(lambda: worker.ended is not None or worker.held))

    # ── calls ────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES, number=NUMBERS)
    def call(self, place: int, number: int) -> None:
        known = self.at(place)
        reply = self.ask(known, "POST", "/tools/execute_python", json=appending(number))
        if not self.is_refused(known, reply):
            assert reply.status_code == 200
            self.take(known, reply.json(), [number])

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES, key=KEYS, number=NUMBERS, clients=st.integers(1, 3))
    def call_with_key(self, place: int, key: str, number: int, clients: int) -> None:
        known = self.at(place)
        before = known.keys.get(key)
        replies = self.at_once(known, [appending(number)] * clients, key)
        again = [reply.headers.get("idempotent-replayed") for reply in replies]
        assert len({reply.content for reply in replies}) == 1
        reply = replies[0]
        if before is None:
            if self.is_refused(known, reply):
                # An end is an answer to a key like any other.
                known.keys[key] = Keyed(number, reply.json())
                return
            assert again.count("true") == clients - 1
            self.take(known, reply.json(), [number])
            known.keys[key] = Keyed(number, reply.json())
        elif before.number != number:
            assert (reply.status_code, error_of(reply)["type"]) == (409, "conflict")
        else:
            assert reply.json() == before.reply
            assert reply.status_code >= 400 or again.count("true") == clients

    @precondition(lambda self: self.live)
    @rule(place=PLACES, first=NUMBERS, second=NUMBERS)
    def two_clients_at_once(self, place: int, first: int, second: int) -> None:
        known = self.live[place % len(self.live)]
        if known.hurt:
            return
        replies = self.at_once(known, [appending(first), appending(second)], None)
        orders = {"one first": (0, 1), "other first": (1, 0)}
        bodies = [reply.json() for reply in replies]
        kept = [[*known.kept, first], [*known.kept, second]]
        order = orders["one first" if bodies[0]["result"] == str(kept[0]) else "other first"]
        for place_of in order:
            self.take(known, bodies[place_of], [(first, second)[place_of]])

    def at_once(
        self, known: Known, bodies: list[dict[str, str]], key: str | None
    ) -> list[httpx.Response]:
        headers = known.headers if key is None else {**known.headers, "Idempotency-Key": key}

        async def ask_all() -> list[httpx.Response]:
            path = known.path("/tools/execute_python")
            async with self.house.client() as other:
                clients = [self.http, other, self.http]
                return await asyncio.gather(
                    *(
                        client.post(path, headers=headers, json=body)
                        for client, body in zip(clients, bodies, strict=False)
                    )
                )

        return self.house.run(ask_all())

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES)
    def mistakes_of_the_model_change_nothing(self, place: int) -> None:
        known = self.at(place)
        unfit = self.ask(known, "POST", "/tools/execute_python", json={"kode": "1"})
        if not self.is_refused(known, unfit):
            body = unfit.json()
            assert unfit.status_code == 422 or body["status"] == "worker_died", body
            if unfit.status_code == 200:
                self.take(known, body, [])

    # ── what is known of it ──────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES)
    def show(self, place: int) -> None:
        known = self.at(place)
        shown = self.ask(known, "GET").json()
        if known.state != "live":
            assert shown["state"] == known.state
            assert shown["reason"]
        elif known.hurt:
            self.settle(known)
        else:
            assert shown["state"] == "ready"
            assert known.calls in (None, shown["calls"])

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES)
    def export(self, place: int) -> None:
        known = self.at(place)
        reply = self.ask(known, "GET", "/state")
        if not self.is_refused(known, reply):
            assert reply.json() == {"environment": ENVIRONMENT, "executed": known.cells}

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES, right=st.booleans())
    def verify(self, place: int, right: bool) -> None:
        known = self.at(place)
        response = said("\\boxed{5}" if right else "\\boxed{6}")
        reply = self.ask(known, "POST", "/verify", json={"response": response})
        if self.is_refused(known, reply):
            return
        if known.task:
            judged = reply.json()
            assert (judged["reward"], judged["valid"]) == (float(right), True)
        else:
            assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_task")

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES, other=PLACES, method=st.sampled_from(["GET", "DELETE"]))
    def a_foreign_token_opens_nothing(self, place: int, other: int, method: str) -> None:
        known, foreign = self.at(place), self.at(other)
        token = "forged" if foreign is known else foreign.token
        reply = self.send(method, known.path(), headers={"Authorization": f"Bearer {token}"})
        assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")

    # ── copies ───────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.sessions and len(self.live) < MAX_LIVE)
    @rule(place=PLACES, reseed=st.booleans())
    def fork(self, place: int, reseed: bool) -> None:
        known = self.at(place)
        reply = self.ask(known, "POST", "/fork", json={"count": 1, "reseed": reseed})
        if not self.is_refused(known, reply):
            assert reply.status_code == 201, reply.text
            for made in reply.json()["sessions"]:
                copy = known.copy(made["session_id"], made["token"], rooted=not reseed)
                self.sessions.append(copy)

    @precondition(lambda self: self.sessions)
    @rule(place=PLACES)
    def snapshot(self, place: int) -> None:
        known = self.at(place)
        reply = self.ask(known, "GET", "/snapshot")
        if not self.is_refused(known, reply):
            assert (reply.status_code, reply.headers["x-left-out"]) == (200, "{}")
            self.saved.append(Saved(reply.content, known.copy("", "", rooted=True)))

    @precondition(lambda self: self.saved and len(self.live) < MAX_LIVE)
    @rule(place=PLACES, seed=st.none() | NUMBERS, short=st.booleans())
    def restore(self, place: int, seed: int | None, short: bool) -> None:
        saved = self.saved[place % len(self.saved)]
        snapshot = base64.b64encode(saved.data).decode()
        body = {**wanted(seed, short, task=saved.of.task), "snapshot": snapshot}
        reply = self.send("POST", "/v1/sessions", json=body)
        assert reply.status_code == 201, reply.text
        made = reply.json()
        copy = saved.of.copy(made["session_id"], made["token"], rooted=seed is None)
        copy.short = short
        self.sessions.append(copy)

    # ── always ───────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_server_has_the_live_sessions_and_no_others(self) -> None:
        live = set(self.house.runtime.service.registry.live)
        assert live <= {known.name for known in self.live}
        assert live >= {known.name for known in self.live if not known.hurt}


@pytest.fixture(scope="module")
def mathematics() -> Iterator[House]:
    with open_house(server_settings(built_in(ENVIRONMENT))) as opened:
        yield opened


def test_the_session_api_keeps_its_contract(mathematics: House) -> None:
    chosen = settings(
        PROFILE,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

    class Machine(SessionMachine):
        def __init__(self) -> None:
            super().__init__(mathematics)

    run_state_machine_as_test(Machine, settings=chosen)
