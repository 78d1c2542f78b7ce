"""Cursors: the last id of a page, sealed so that only what this server wrote is taken back."""

from __future__ import annotations

import base64
import binascii
import hmac

from ..problems import problem_at

_VERSION = b"\x02"
_SEAL = 16
"""Bytes."""


def write(secret: bytes, collection: str, last_id: str) -> str:
    """The cursor that continues after an id."""
    key = last_id.encode("utf-8")
    return (
        base64.urlsafe_b64encode(_VERSION + _seal(secret, collection, key) + key).decode("ascii").rstrip("=")
    )


def read(secret: bytes, collection: str, cursor: str) -> str:
    """The id that a cursor continues after."""
    try:
        packed = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        seal, key = packed[1 : 1 + _SEAL], packed[1 + _SEAL :]
        is_ours = packed[:1] == _VERSION and hmac.compare_digest(seal, _seal(secret, collection, key))
        if is_ours and write(secret, collection, key.decode()) == cursor:
            return key.decode("utf-8")
    except (binascii.Error, UnicodeError):
        pass
    detail = "must be a cursor that this server gave for this collection."
    raise problem_at(((None, "query"), "cursor"), "invalid-cursor", detail)


def _seal(secret: bytes, collection: str, key: bytes) -> bytes:
    return hmac.digest(secret, collection.encode("utf-8") + b"\0" + key, "sha256")[:_SEAL]
