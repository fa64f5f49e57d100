"""The list of live sessions."""

from __future__ import annotations

import httpx
import pytest

from sallyport.core.settings import AuthSettings
from tests.core.app.opened import Open, failure
from tests.serving import House, error_of, faulty, open_house, settings

pytestmark = pytest.mark.slow


def test_live_sessions_are_listed_with_what_they_did_last(several: httpx.Client) -> None:
    session, other = Open(several), Open(several, "workplace_assistant")
    session.remember("a")
    listed = several.get("/v1/sessions", params={"limit": 1000}).json()
    rows = {row["session_id"]: row for row in listed["sessions"]}
    row = rows[session.made["session_id"]]
    assert (row["environment"], row["state"], row["calls"]) == ("faulty", "ready", 1)
    assert (row["last_tool"], row["last_status"]) == ("remember", "ok")
    assert row["age_s"] >= row["idle_s"] >= 0
    assert row["memory_bytes"] is None or row["memory_bytes"] > 100_000
    idle = rows[other.made["session_id"]]
    assert (idle["calls"], idle["last_status"], idle["memory_bytes"]) == (0, None, None)
    assert session.made["token"] not in several.get("/v1/sessions?limit=1000").text
    for each in (session, other):
        each.request("DELETE")
        assert each.made["session_id"] not in several.get("/v1/sessions?limit=1000").text


def test_the_list_comes_in_pages_and_by_environment(several: httpx.Client) -> None:
    opened = [Open(several) for _ in range(3)]
    names = [each.made["session_id"] for each in opened]
    query: dict[str, str | int] = {"environment": "faulty", "limit": 2}
    first = several.get("/v1/sessions", params=query).json()
    total = first["total"]
    assert total >= 3
    pages = [
        several.get("/v1/sessions", params={**query, "offset": n}).json()["sessions"]
        for n in range(0, total, 2)
    ]
    assert [row["session_id"] for page in pages for row in page][-3:] == names
    assert several.get("/v1/sessions", params={"environment": "none"}).json()["total"] == 0
    for each in opened:
        each.request("DELETE")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=x"])
def test_a_page_that_makes_no_sense_is_refused(several: httpx.Client, query: str) -> None:
    assert failure(several.get(f"/v1/sessions?{query}")) == (422, "invalid_request")


def test_nothing_is_listed_where_anybody_may_come_from_anywhere() -> None:
    anybody = settings(faulty(), host="0.0.0.0", auth=AuthSettings(allow_anonymous=True))
    with open_house(anybody) as house:
        reply = house.run(_listed(house))
        assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")


async def _listed(house: House) -> httpx.Response:
    async with house.client() as http:
        await http.post("/seed_session", json={})
        return await http.get("/v1/sessions")
