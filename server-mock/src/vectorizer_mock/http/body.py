"""Reading a request's body: never more than the limit, compressed or not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from ..operation import Body
from ..problems import Path, Problem, Report, problem_at
from ..validation.strict_json import read_json
from ..work import ClientGoneError, in_thread, pause
from .messages import Headers, Request

_BODY: Path = (None, "body")
LONG = 200_000
"""Bytes of a body that a thread reads and checks, so that others are served meanwhile."""
_PIECE = 1024
"""Bytes of zstd taken at a time: none can stand for more than about 32 MiB."""
_GZIP_PIECE = 16_384
_MEMBERS = 4096
"""Gzip members or zstd frames of a body. Tools that write in blocks make one of some 16 KiB or more."""


async def read_body(request: Request, limit: int) -> bytes:
    """The body, decompressed; the memory that it takes counts as the request's."""
    encoding = (request.headers.get("content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "zstd"):
        raise Problem("unsupported-media-type", "Content-Encoding must be gzip, zstd or identity.")
    packed = await _read(request, limit)
    request.body_bytes = len(packed)
    if encoding == "identity":
        return packed
    body = await _join(_gunzip(packed, limit) if encoding == "gzip" else _unzstd(packed), limit)
    request.work.hold(len(body))
    return body


async def _read(request: Request, limit: int) -> bytes:
    if declared_length(request.headers) > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            if request.transport is None:
                # Another HTTP server than ours says so of a body that it cannot read, too; whoever is gone reads nothing.
                raise Problem("malformed-request", "The body must be whole.")
            raise ClientGoneError
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        request.work.hold(len(piece))
        pieces.append(piece)
        if not message.get("more_body", False):
            request.body_read = True
            return await _joined(pieces, size)


def declared_length(headers: Headers) -> int:
    declared = headers.get("content-length")
    if declared is None or declared == "0":
        return 0
    # Not all of a number without end, which Python refuses to read.
    return int(declared.lstrip("0")[:20] or 0) if declared.isdecimal() else 0


async def _join(pieces: Iterator[bytes], limit: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        kept.append(piece)
        await pause()
    return await _joined(kept, size)


async def _joined(pieces: list[bytes], size: int) -> bytes:
    return b"".join(pieces) if size < LONG else await in_thread(b"".join, pieces)


def _gunzip(packed: bytes, limit: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(wbits=31)
    members = 1
    try:
        # Piece by piece, as what follows a member is copied once for each.
        for start in range(0, len(packed), _GZIP_PIECE):
            piece = packed[start : start + _GZIP_PIECE]
            while piece:
                if stream.eof:
                    members += 1
                    _check_members(members)
                    stream = zlib.decompressobj(wbits=31)
                # One byte more than allowed is enough to know.
                yield stream.decompress(piece, limit + 1)
                if stream.unconsumed_tail:
                    raise _too_large(limit)
                piece = stream.unused_data
    except zlib.error:
        raise _broken("gzip") from None
    if not stream.eof:
        raise _broken("gzip")


def _check_members(members: int) -> None:
    if members > _MEMBERS:
        raise Problem("malformed-request", f"The compressed body must have at most {_MEMBERS} members.")


def _unzstd(packed: bytes) -> Iterator[bytes]:
    import zstandard  # here, because few requests need it and the start of the server should not wait for it

    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    stream = reader.decompressobj()
    frames = 1
    try:
        for start in range(0, len(packed), _PIECE):
            piece = packed[start : start + _PIECE]
            while piece:
                if stream.eof:
                    frames += 1
                    _check_members(frames)
                    stream = reader.decompressobj()
                yield stream.decompress(piece)
                piece = stream.unused_data if stream.eof else b""
    except zstandard.ZstdError:
        raise _broken("zstd") from None
    if not stream.eof:
        raise _broken("zstd")


def _too_large(limit: int) -> Problem:
    return Problem("payload-too-large", f"The body must be at most {limit} bytes.", limit=limit)


def _broken(encoding: str) -> Problem:
    return Problem("malformed-request", f"The body must be {encoding}, as Content-Encoding says.")


def parse_body(raw: bytes, body: Body) -> Any:
    """The content of the body, checked; every violation in one problem."""
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
        detail = f"must have at most {body.max_items} lines."
        raise problem_at(_BODY, "limit-exceeded", detail, body.max_items)
    return [
        body.read(read_json(line, (_BODY, index)), (_BODY, index), report) for index, line in enumerate(lines)
    ]
