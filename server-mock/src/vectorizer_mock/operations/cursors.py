"""Cursors: the last id of a page, sealed so that only what this server wrote is taken back."""

from __future__ import annotations

import base64
import binascii
import zlib

from ..problems import problem_at

_VERSION = b"\x01"


def write(collection: str, last_id: str) -> str:
    """The cursor that continues after an id."""
    key = last_id.encode("utf-8")
    return base64.urlsafe_b64encode(_VERSION + _seal(collection, key) + key).decode("ascii").rstrip("=")


def read(collection: str, cursor: str) -> str:
    """The id that a cursor continues after."""
    try:
        packed = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        seal, key = packed[1:5], packed[5:]
        if (
            packed[:1] == _VERSION
            and seal == _seal(collection, key)
            and write(collection, key.decode()) == cursor
        ):
            return key.decode("utf-8")
    except (binascii.Error, UnicodeError):
        pass
    detail = "must be a cursor that this server gave for this collection."
    raise problem_at(((None, "query"), "cursor"), "invalid-cursor", detail)


def _seal(collection: str, key: bytes) -> bytes:
    return zlib.crc32(collection.encode("utf-8") + b"\0" + key).to_bytes(4, "big")
