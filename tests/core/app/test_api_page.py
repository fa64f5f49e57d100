"""The page of the API: all of it comes from this server."""

from __future__ import annotations

import hashlib
import html.parser
import re

import httpx
import pytest

from sallyport.core.app.api_page import FOLDER, MEDIA_TYPES

pytestmark = pytest.mark.slow

PUBLISHED = {
    "swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
}
"""SHA-256 of the files of swagger-ui-dist."""


class Loaded(html.parser.HTMLParser):
    """Collects what a page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_everything_that_the_page_loads_is_here(several: httpx.Client) -> None:
    reply = several.get("/schema/swagger")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    addresses = [each for each in Loaded(reply.text).addresses if each != "data:,"]
    assert len(addresses) == len(MEDIA_TYPES)
    for address in addresses:
        assert address.startswith("/schema/")
        loaded = several.get(address)
        name = address.rpartition("/")[2].partition("?")[0]
        assert loaded.status_code == 200
        assert loaded.headers["content-type"].startswith(MEDIA_TYPES[name])
        assert loaded.content == (FOLDER / name).read_bytes()
    head = reply.text.partition("<script>")[0]
    assert not re.search(r"https?://", head)


def test_the_document_within_the_page_does_not_end_its_script(several: httpx.Client) -> None:
    page = several.get("/schema/swagger").text
    spec = page.partition("spec: ")[2].partition("dom_id")[0]
    assert '"/v1/sessions"' in spec
    assert "<" not in spec


def test_the_files_are_those_that_were_published_and_their_licences_are_beside() -> None:
    found = {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in MEDIA_TYPES}
    assert found == PUBLISHED
    assert {"LICENSE.txt", "NOTICE.txt"} <= {file.name for file in FOLDER.iterdir()}
