"""Who may come in: API keys on every route but those that a session's own token or cookie opens.

    request ─▶ route ─┬─ open (liveness, readiness) ────────────────────────▶ handler
                      ├─ a session's own (/v1/sessions/{id}...) ────────────▶ handler: its token
                      ├─ rollout protocol, with a good cookie ──────────────▶ handler
                      └─ anything else ─▶ API key ─▶ handler, or 401

Checked where routes are known, so that no spelling of a path leads around it. A cookie or token is
given out only to who had a key; so tool calls need no second one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from ..errors import BadTokenError, ConfigurationError
from ..sessions.rollouts import Rollouts
from ..settings import ApiKey, AuthSettings, ServerSettings
from .cookies import cookie_in

AnyConnection = ASGIConnection[Any, Any, Any, Any]

OPEN: Final[dict[str, Any]] = {"access": "open"}
"""`opt` of routes for everybody."""

OWN_SESSION: Final[dict[str, Any]] = {"access": "own session"}
"""`opt` of routes whose handler checks the session's token."""

ROLLOUT: Final = "rollout_environment"
"""Key of `opt` that names the served environment of a route of the rollout protocol."""

_NO_KEY: Final = (
    "This server takes requests with an API key: send it as `Authorization: Bearer <key>`, as "
    "`X-API-Key: <key>`, or as the password of the server's address."
)


class ApiKeys:
    """Keys, kept as digests: comparing them takes the same time whatever was sent."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [_digest(key) for key in keys]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def holds(self, key: str) -> bool:
        """Whether this is one of the keys; every one is compared."""
        sent = _digest(key)
        return sum(hmac.compare_digest(sent, digest) for digest in self._digests) > 0


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def configured_keys(auth: AuthSettings) -> tuple[str, ...]:
    """Return the configured keys, those of the file too. Raises ConfigurationError."""
    if auth.api_keys_file is None:
        return auth.api_keys
    try:
        text = Path(auth.api_keys_file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigurationError(f"auth.api_keys_file {auth.api_keys_file}: {why}")
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if not keys:
        raise ConfigurationError(f"auth.api_keys_file {auth.api_keys_file}: it holds no key")
    try:
        return (*auth.api_keys, *msgspec.convert(keys, list[ApiKey]))
    except msgspec.ValidationError:
        # Without the error's own words: a key is not to be seen anywhere.
        raise ConfigurationError(
            f"auth.api_keys_file {auth.api_keys_file}: a key has 16 to 512 characters, one a line"
        )


def check_host(settings: ServerSettings, keys: ApiKeys) -> None:
    """Raise ConfigurationError when the port would be open to others and to anybody of them."""
    if keys or settings.auth.allow_anonymous or is_loopback(settings.host):
        return
    raise ConfigurationError(
        f"host {settings.host} can be reached from elsewhere and no API keys are set: whoever "
        "reaches the port could start sessions; set auth.api_keys (or auth.api_keys_file), or "
        "say auth.allow_anonymous=true"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address; a name other than localhost may be anything.

    >>> is_loopback("127.8.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("box")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def key_guard(keys: ApiKeys, rollouts: Mapping[str, Rollouts]) -> Guard:
    """Return the guard of all routes: it raises BadTokenError for a request that may not pass."""

    def guard(connection: AnyConnection, handler: BaseRouteHandler) -> None:
        if handler.opt.get("access") in {OPEN["access"], OWN_SESSION["access"]}:
            return
        environment = handler.opt.get(ROLLOUT)
        if environment is not None and _has_cookie(connection, environment, rollouts):
            return
        # All are looked at, in the same time whichever is right.
        sent = [keys.holds(key) for key in _sent_keys(connection)]
        if not any(sent):
            raise BadTokenError(_NO_KEY, wanted="api_key")

    return guard


def _has_cookie(
    connection: AnyConnection, environment: str, rollouts: Mapping[str, Rollouts]
) -> bool:
    cookie = cookie_in(connection.scope, environment)
    if cookie is None:
        return False
    rollouts[environment].open(cookie)
    return True


def _sent_keys(connection: AnyConnection) -> list[str]:
    """What may be a key in the headers: a bearer token, a password, a header of its own."""
    headers = connection.headers
    sent = [headers.get("x-api-key", "")]
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        sent.append(value.strip())
    elif scheme.lower() == "basic":
        sent.append(_password(value.strip()))
    return [key for key in sent if key]


def _password(credentials: str) -> str:
    """The password in RFC 7617's form, or the user's name where there is no password."""
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
    user, _, password = text.partition(":")
    return password or user
