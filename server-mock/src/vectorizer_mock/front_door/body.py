"""Reading a request's body: never more than the limit, compressed or not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from ..contract import Body
from ..problems import FieldError, Path, Problem, Report
from ..validation.strict_json import read_json
from .messages import ClientGoneError, Headers, Request

_BODY: Path = (None, "body")
_PIECE = 1024
"""Bytes of zstd taken at a time: none can stand for more than about 32 MiB."""


class Room:
    """The memory that the bodies under way may take together, in bytes."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> None:
        """Take some of it; 503 where there is not so much left."""
        if size > self._left:
            raise Problem("unavailable", "The server has more in hand than it can hold.", retry_after=1)
        self._left -= size

    def give_back(self, size: int) -> None:
        """What a request took, when it ends."""
        self._left += size


async def read_body(request: Request, limit: int, room: Room) -> bytes:
    """The body, decompressed; what it takes of the room is noted in `request.held`."""
    encoding = (request.headers.get("content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "zstd"):
        raise Problem("unsupported-media-type", "A body may be encoded with gzip or zstd.")
    packed = await _read(request, limit, room)
    request.body_bytes = len(packed)
    if encoding == "identity":
        return packed
    body = _join(_gunzip(packed, limit) if encoding == "gzip" else _unzstd(packed), limit)
    _hold(request, room, len(body))
    return body


def _hold(request: Request, room: Room, size: int) -> None:
    room.take(size)
    request.held += size


async def _read(request: Request, limit: int, room: Room) -> bytes:
    if declared_length(request.headers) > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        _hold(request, room, len(piece))
        pieces.append(piece)
        if not message.get("more_body", False):
            request.body_read = True
            return b"".join(pieces)


def declared_length(headers: Headers) -> int:
    declared = headers.get("content-length") or "0"
    return int(declared) if declared.isdecimal() else 0


def _join(pieces: Iterator[bytes], limit: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        kept.append(piece)
    return b"".join(kept)


def _gunzip(packed: bytes, limit: int) -> Iterator[bytes]:
    while True:
        stream = zlib.decompressobj(wbits=31)
        try:
            # One byte more than allowed is enough to know.
            yield stream.decompress(packed, limit + 1)
        except zlib.error:
            raise _broken("gzip") from None
        if stream.unconsumed_tail:
            raise _too_large(limit)
        if not stream.eof:
            raise _broken("gzip")
        if not (packed := stream.unused_data):
            return


def _unzstd(packed: bytes) -> Iterator[bytes]:
    import zstandard  # here, because few requests need it and the start of the server should not wait for it

    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    stream = reader.decompressobj()
    try:
        for start in range(0, len(packed), _PIECE):
            piece = packed[start : start + _PIECE]
            while piece:
                if stream.eof:
                    stream = reader.decompressobj()
                yield stream.decompress(piece)
                piece = stream.unused_data if stream.eof else b""
    except zstandard.ZstdError:
        raise _broken("zstd") from None
    if not stream.eof:
        raise _broken("zstd")


def _too_large(limit: int) -> Problem:
    return Problem("payload-too-large", f"A body may have {limit} bytes.", limit=limit)


def _broken(encoding: str) -> Problem:
    return Problem("malformed-request", f"The body is not {encoding}, as Content-Encoding says.")


def parse_body(raw: bytes, body: Body) -> Any:
    """What the body says, checked; every violation in one problem."""
    report = Report()
    value: Any
    value = _parse_lines(raw, body, report) if body.lines else body.read(read_json(raw, _BODY), _BODY, report)
    report.raise_if_any()
    return value


def _parse_lines(raw: bytes, body: Body, report: Report) -> list[Any]:
    lines = raw.split(b"\n")
    if not lines[-1].strip(b" \t\r"):
        lines.pop()
    if body.max_items is not None and len(lines) > body.max_items:
        detail = f"At most {body.max_items} lines are allowed."
        errors = [FieldError(_BODY, "limit-exceeded", detail)]
        raise Problem("limit-exceeded", detail, errors=errors, limit=body.max_items)
    return [
        body.read(read_json(line, (_BODY, index)), (_BODY, index), report) for index, line in enumerate(lines)
    ]
