"""A query parameter that is unknown or out of range is a 422 that says which, and what there is."""

from __future__ import annotations

import httpx
import pytest

from tests.serving import error_of

pytestmark = pytest.mark.slow

TASKS = "/v1/environments/math_with_code/tasks"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (f"{TASKS}?limt=5", ("no query parameter 'limt'", "mean 'limit'", "split, offset, limit")),
        (f"{TASKS}?limit=5&\udcff=1", ("no query parameter", "split, offset, limit")),
        (
            "/v1/sessions?enviroment=math_with_code",
            ("mean 'environment'", "offset, limit, environment"),
        ),
        ("/v1/environments?offset=0", ("no query parameter 'offset'", "takes none")),
        (f"{TASKS}?limit=0", ("The query parameter 'limit'", ">= 1")),
        (f"{TASKS}?limit=abc", ("The query parameter 'limit'", "`int`")),
        (f"{TASKS}?offset=-1", ("The query parameter 'offset'", ">= 0")),
        ("/v1/sessions?limit=1001", ("The query parameter 'limit'", "<= 1000")),
    ],
)
def test_it_is_told(several: httpx.Client, path: str, parts: tuple[str, ...]) -> None:
    reply = several.get(path.encode("utf-8", "surrogateescape").decode("latin-1"))
    error = error_of(reply)
    assert (reply.status_code, error["type"]) == (422, "invalid_request"), error
    for part in parts:
        assert part in error["message"]
    assert "ParamType" not in error["message"]


def test_known_ones_are_taken_and_the_rollout_protocol_minds_none(several: httpx.Client) -> None:
    page = several.get(f"{TASKS}?split=train&offset=1&limit=2").json()
    assert (len(page["tasks"]), page["offset"], page["limit"]) == (2, 1, 2)
    assert several.get("/healthz?from=somewhere").status_code == 200
