r"""A snapshot as its client keeps it: bytes that this server made, and can tell that it did.

    "sallyport/snapshot/1\\n" │ HMAC-SHA256, 32 bytes │ length of the origin, 4 │ origin │ the world
                                └ over all that follows it, by the server's secret

The origin is msgpack, decoded strictly, and only once the HMAC is found right; the world's bytes
are never decoded here.
"""

from __future__ import annotations

import hmac
import struct
from typing import Final

import msgspec

from ..errors import BadTokenError, MalformedRequestError
from .origin import Origin
from .signing import Signer

_MAGIC: Final = b"sallyport/snapshot/1\n"
_MAC_BYTES: Final = 32
_LENGTH: Final = struct.Struct("<I")
_PURPOSE: Final = "snapshot"


def seal(signer: Signer, origin: Origin, world: bytes) -> bytes:
    """Return a snapshot to hand out."""
    past = msgspec.msgpack.encode(origin)
    body = b"".join((_LENGTH.pack(len(past)), past, world))
    return b"".join((_MAGIC, signer.digest(_PURPOSE, body), body))


def unseal(signer: Signer, sealed: bytes) -> tuple[Origin, bytes]:
    """Return what was sealed: the origin, and the world's bytes.

    Raises MalformedRequestError for what is no snapshot, BadTokenError for one that was changed,
    cut, or made by a server with another secret.
    """
    start = len(_MAGIC) + _MAC_BYTES
    if not sealed.startswith(_MAGIC) or len(sealed) < start + _LENGTH.size:
        raise MalformedRequestError("This is no snapshot of a session, or one cut short.")
    body = sealed[start:]
    if not hmac.compare_digest(sealed[len(_MAGIC) : start], signer.digest(_PURPOSE, body)):
        raise BadTokenError(
            "The snapshot was changed, cut short, or made by another server; to use snapshots "
            "after a restart, set auth.cookie_secret."
        )
    (length,) = _LENGTH.unpack_from(body)
    end = _LENGTH.size + length
    try:
        return msgspec.msgpack.decode(body[_LENGTH.size : end], type=Origin), body[end:]
    except msgspec.DecodeError as error:
        raise MalformedRequestError(f"The snapshot is of another version of this server: {error}.")
