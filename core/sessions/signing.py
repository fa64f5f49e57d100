"""Signed names: a cookie or token that nobody but this server can make.

HMAC-SHA256 (RFC 2104) over purpose and name, cut to 128 bits; compared in constant time. A name
begins with the node and shard that hold its worker, so that any front door can forward by it.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets

from ..errors import BadTokenError

_NAME = re.compile(r"\A[0-9a-z]{1,8}-[0-9a-z]{1,8}-[0-9a-f]{32}\Z")

_MAC_BYTES = 16


class Signer:
    """Makes names of 128 random bits, and signs and checks them with one secret."""

    def __init__(self, secret: str | None = None, *, node: str = "0", shard: str = "0") -> None:
        self._secret = secret.encode() if secret is not None else secrets.token_bytes(32)
        self._owner = f"{node}-{shard}-"

    def new_name(self) -> str:
        """Return a fresh name: `node-shard-random`."""
        return self._owner + secrets.token_hex(16)

    def token(self, purpose: str, name: str) -> str:
        """Return the bearer token of `name`: it can be made again, so it need not be kept."""
        text = f"{purpose}\0{name}".encode("utf-8", "surrogatepass")
        mac = hmac.digest(self._secret, text, "sha256")
        return base64.urlsafe_b64encode(mac[:_MAC_BYTES]).rstrip(b"=").decode()

    def check(self, purpose: str, name: str, token: str) -> None:
        """Raise BadTokenError unless `token` is the token of `name` for this purpose."""
        expected = self.token(purpose, name).encode()
        if not hmac.compare_digest(expected, token.encode("utf-8", "surrogatepass")):
            raise BadTokenError("The session's token is missing or wrong.")

    def digest(self, purpose: str, data: bytes) -> bytes:
        """Return the whole HMAC of bytes, 32 bytes."""
        mac = hmac.new(self._secret, f"{purpose}\0".encode(), "sha256")
        mac.update(data)
        return mac.digest()

    def sealed(self, purpose: str, name: str) -> str:
        """Return name and token in one text, for a cookie."""
        return f"{name}.{self.token(purpose, name)}"

    def open(self, purpose: str, sealed: str) -> str:
        """Return the name in a sealed text. Raises BadTokenError unless we sealed it."""
        name, _, token = sealed.rpartition(".")
        if not _NAME.match(name):
            raise BadTokenError("The session cookie was not made by this server; seed a session.")
        try:
            self.check(purpose, name, token)
        except BadTokenError:
            raise BadTokenError(
                "The session cookie was not made by this server, or by an earlier start of it; "
                "seed a session."
            )
        return name
