from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sallyport.core.app.errors import error_response
from sallyport.core.errors import AtCapacityError, UnknownToolError


def test_an_error_becomes_a_json_reply_of_its_status() -> None:
    reply = error_response(UnknownToolError("no such tool", closest=["echo"]))
    assert reply.status_code == 404
    assert reply.media_type == "application/json"
    assert msgspec.json.decode(reply.content) == {
        "error": {
            "type": "unknown_tool",
            "message": "no such tool",
            "retryable": False,
            "details": {"closest": ["echo"]},
        }
    }


def test_when_to_try_again_is_said_in_the_header() -> None:
    assert error_response(AtCapacityError("full", retry_after_s=3)).headers["Retry-After"] == "3"


@pytest.mark.parametrize("value", ["1\r\nSet-Cookie: a=b", "1", None, [1], 1.5])
def test_only_a_whole_number_becomes_a_header(value: Any) -> None:
    assert "Retry-After" not in error_response(AtCapacityError("full", retry_after_s=value)).headers
