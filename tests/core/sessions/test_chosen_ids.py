from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sallyport.core.errors import AtCapacityError, ConflictError, SessionClosedError
from sallyport.core.sessions import chosen_ids as module
from sallyport.core.sessions.chosen_ids import ChosenIds
from sallyport.core.sessions.registry import Registry
from sallyport.core.sessions.session import Session

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject


class Maker:
    """Makes sessions in a registry, slowly, and counts them."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.ids = ChosenIds(self.registry)
        self.made = 0
        self.fails = False

    async def make(self, name: str) -> JsonObject:
        await asyncio.sleep(0)
        if self.fails:
            raise AtCapacityError("full", retry_after_s=1)
        self.made += 1
        session = Session(name, "faulty", 0, None)
        session.move("ready")
        self.registry.add(session)
        return {"session_id": name, "number": self.made}

    async def once(self, name: str, request: bytes = b"r") -> tuple[bool, JsonObject]:
        return await self.ids.once(name, request, lambda: self.make(name))

    def close(self, name: str) -> None:
        session = self.registry.live[name]
        session.end("closed", "it was.")
        self.registry.bury(session, 0.0)


def test_the_same_request_gets_the_first_reply_again() -> None:
    async def twice() -> None:
        maker = Maker()
        assert await maker.once("a") == (True, {"session_id": "a", "number": 1})
        assert await maker.once("a") == (False, {"session_id": "a", "number": 1})

    asyncio.run(twice())


def test_requests_that_come_together_make_one_session() -> None:
    async def together() -> None:
        maker = Maker()
        replies = await asyncio.gather(*(maker.once("a") for _ in range(10)))
        assert [made for made, _ in replies] == [True, *[False] * 9]
        assert maker.made == 1

    asyncio.run(together())


def test_another_request_with_the_id_is_a_conflict_even_after_its_end() -> None:
    async def other() -> None:
        maker = Maker()
        await maker.once("a")
        with pytest.raises(ConflictError):
            await maker.once("a", b"other")
        maker.close("a")
        with pytest.raises(ConflictError):
            await maker.once("a", b"other")
        with pytest.raises(SessionClosedError):
            await maker.once("a")

    asyncio.run(other())


def test_an_id_that_the_server_gave_cannot_be_chosen() -> None:
    async def taken() -> None:
        maker = Maker()
        await maker.make("0-0-server")
        with pytest.raises(ConflictError):
            await maker.once("0-0-server")
        maker.close("0-0-server")
        with pytest.raises(ConflictError):
            await maker.once("0-0-server")

    asyncio.run(taken())


def test_a_failed_making_leaves_the_id_free() -> None:
    async def retry() -> None:
        maker = Maker()
        maker.fails = True
        with pytest.raises(AtCapacityError):
            await maker.once("a")
        maker.fails = False
        assert (await maker.once("a", b"another"))[0]

    asyncio.run(retry())


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOMBSTONES", 3)

    async def many() -> None:
        maker = Maker()
        for number in range(10):
            await maker.once(f"n{number}")
        assert len(maker.ids._made) == 3
        assert not maker.ids._locks

    asyncio.run(many())
