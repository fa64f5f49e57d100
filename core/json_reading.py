"""Reading JSON that a model wrote, as the agents between a model and a tool read it."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec


def read_json(text: str | bytes) -> Any:
    """Decode JSON, with `NaN`, infinities and numbers beyond a double as null.

    No JSON has them, but Python's own reader takes them from a model, and agents post null in their
    place: a call means the same here whichever way it came. Of a key that is there twice, the last
    counts. Raises msgspec.DecodeError, UnicodeError or RecursionError for any other text.
    """
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        refused = error
    try:
        value = json.loads(
            text if isinstance(text, str) else text.decode(),
            parse_constant=lambda _: None,
            parse_float=_finite,
        )
        msgspec.json.encode(value)  # half characters, which Python's reader takes, are no text
    except ValueError:
        raise refused from None
    return value


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
