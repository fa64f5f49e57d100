"""Asking a running server whether it is there and takes our key, before anything is begun."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from ..errors import ConfigurationError
from ..rollout.conversation import CONNECT_S
from .api_key import VARIABLE, key_headers, shown_url


def expect_answer(url: str, key: str | None = None) -> None:
    """Tell a wrong address or key at once rather than with every request.

    Raises ConfigurationError.
    """
    shown = shown_url(url)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ConfigurationError(f"--url {shown}: write it like http://127.0.0.1:9001")
    try:
        reply = httpx.get(url, timeout=CONNECT_S, trust_env=False, headers=key_headers(key))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConfigurationError(
            f"--url {shown}: no server answers there ({error}); start one with `sallyport serve`,"
            " or leave --url out"
        )
    if _wants_key(reply):
        given = "does not take this API key" if key else "takes API keys only"
        raise ConfigurationError(f"--url {shown}: the server {given}; set {VARIABLE}")


def _wants_key(reply: httpx.Response) -> bool:
    """Whether a reply is our refusal for want of a key; other servers' may mean anything."""
    try:
        return bool(reply.json()["error"]["details"]["wanted"] == "api_key")
    except (ValueError, KeyError, TypeError):
        return False
