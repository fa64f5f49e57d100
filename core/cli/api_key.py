"""The API key that a command sends: from an environment variable, never from the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE: Final = "SALLYPORT_API_KEY"
"""Read when no other variable is named."""


def api_key(variable: str | None, variables: Mapping[str, str] = os.environ) -> str | None:
    """Return the key in the named variable, else in SALLYPORT_API_KEY; None without either.

    Raises ConfigurationError when the variable that was named is not set, or holds no header.
    """
    key = variables.get(variable or VARIABLE, "").strip()
    if variable is not None and not key:
        raise ConfigurationError(f"--api-key-env {variable}: this environment variable is not set")
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError(f"{variable or VARIABLE}: an API key is printable ASCII text")
    return key or None


def key_headers(key: str | None) -> dict[str, str]:
    """Return the header that carries a key, beside a session's token."""
    return {} if key is None else {"X-API-Key": key}


def shown_url(url: str) -> str:
    """Return a server's address without the password that it may hold.

    >>> shown_url("http://me:secret@box:9001/math")
    'http://box:9001/math'
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
