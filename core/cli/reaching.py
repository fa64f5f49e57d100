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


def served_at(url: str, key: str | None = None) -> tuple[str, dict[str, str]] | None:
    """Return a server's root and what it serves, each environment's own name by the served one.

    `url` is the root, or the path of an environment; None where no `GET /v1/environments` answers,
    as with other servers of the protocol.
    """
    given = url.rstrip("/")
    roots = [given, given.rpartition("/")[0]] if urlsplit(given).path else [given]
    for root in roots:
        try:
            reply = httpx.get(
                f"{root}/v1/environments",
                timeout=CONNECT_S,
                trust_env=False,
                headers=key_headers(key),
            )
            listed = reply.json()["environments"]
            return root, {each["name"]: each["environment"] for each in listed}
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            continue
    return None


def environment_base(url: str, key: str | None, name: str, own_name: str) -> str:
    """Return the address of an environment's routes on the server at `url`.

    That of one environment is itself. Among several it is found by its served `name`, or else by
    its `own_name` where only one has it. Raises ConfigurationError, naming the addresses.
    """
    found = served_at(url, key)
    if found is None or found[0] != url.rstrip("/"):
        return url
    root, served = found
    if len(served) == 1:
        return root
    alike = [each for each, own in served.items() if own == own_name]
    if name in served or len(alike) == 1:
        return f"{root}/{name if name in served else alike[0]}"
    addresses = ", ".join(f"{shown_url(root)}/{each}" for each in served)
    raise ConfigurationError(f"--url: which environment is meant? There are {addresses}")


def _wants_key(reply: httpx.Response) -> bool:
    """Whether a reply is our refusal for want of a key; other servers' may mean anything."""
    try:
        return bool(reply.json()["error"]["details"]["wanted"] == "api_key")
    except (ValueError, KeyError, TypeError):
        return False
