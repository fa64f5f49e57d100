"""One HTTP call to an OpenAI-compatible endpoint, through the official client.

    path, body ─▶ openai.AsyncOpenAI ─▶ text of the reply
                        └─ whatever goes wrong ─▶ CallFailedError

What a failure says is made of our own words, a status and a type's name: replies may quote the key.
"""

from __future__ import annotations

import asyncio
import email.utils
import importlib
import math
import time
from typing import TYPE_CHECKING, Final

from .failure import CallFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import openai

    from ..judge_settings import JudgeModelSettings
    from ..types import JsonObject

_PASSING: Final = frozenset({408, 409, 425, 429})
"""Refusals that say `later`; so do all from 500 on."""

_NO_KEY: Final = "none"
"""Sent where the settings name no variable; the client insists on one."""


class Endpoint:
    """An endpoint; `variables` are the environment variables, where its key is.

    The client is made with the first call and belongs to the loop of that call.
    """

    def __init__(self, settings: JudgeModelSettings, variables: Mapping[str, str]) -> None:
        # It takes half a second, which the first call must not cost everybody else; where there is
        # no judge model it is never imported.
        importlib.import_module("openai")
        self._settings = settings
        self._variables = variables
        self._client: openai.AsyncOpenAI | None = None

    async def post(self, path: str, body: JsonObject) -> str:
        """Post a body and return the text of the reply, within `timeout_s`.

        Raises CallFailedError.
        """
        import openai

        client = self._client or self._made()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                return await client.post(path, cast_to=str, body=body)
        except (TimeoutError, openai.APITimeoutError):
            message = f"no reply within {self._settings.timeout_s:g} s"
            raise CallFailedError(message, passing=True) from None
        except openai.APIStatusError as error:
            raise _refused(error.status_code, error.response.headers) from None
        except openai.APIConnectionError as error:
            cause = type(error.__cause__ or error).__name__
            raise CallFailedError(f"the connection failed ({cause})", passing=True) from None
        # The client and what it is built on may raise anything for a reply that is none; no reward
        # must come of it, and no text of theirs, which may hold the key, may get out.
        except Exception as error:  # noqa: BLE001
            raise CallFailedError(f"the client failed ({type(error).__name__})") from None

    def _made(self) -> openai.AsyncOpenAI:
        import openai

        self._client = openai.AsyncOpenAI(
            api_key=self._key(),
            base_url=self._settings.base_url,
            timeout=self._settings.timeout_s,
            max_retries=0,  # ours know the settings' back-off
        )
        return self._client

    def _key(self) -> str:
        name = self._settings.api_key_env
        if not name:
            return _NO_KEY
        key = self._variables.get(name, "").strip()
        if not key:
            raise CallFailedError(f"no key: the environment variable {name} is not set")
        if not (key.isascii() and key.isprintable()):
            raise CallFailedError(f"no key: {name} holds letters that no header can")
        return key

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


def _refused(status: int, headers: Mapping[str, str]) -> CallFailedError:
    passing = status in _PASSING or status >= 500
    wait_s = asked_to_wait_s(headers.get("retry-after"), time.time()) if passing else 0.0
    return CallFailedError(f"HTTP {status}", passing=passing, wait_s=wait_s)


def asked_to_wait_s(retry_after: str | None, now: float) -> float:
    """Return the seconds that a `Retry-After` names, or until the date that it does; else 0."""
    if not retry_after:
        return 0.0
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(retry_after).timestamp() - now
        except (ValueError, OverflowError):
            return 0.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0
