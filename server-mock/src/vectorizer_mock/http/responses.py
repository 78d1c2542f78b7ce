"""From answers and problems to responses."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from ..operation import Answer
from ..operations.pieces import to_json
from ..problems import Problem
from ..work import in_thread
from .messages import Header, Headers, Response
from .negotiation import accepts_gzip

_JSON = (b"content-type", b"application/json")
_LINES = (b"content-type", b"application/x-ndjson")
_PROBLEM = (b"content-type", b"application/problem+json")
_VARY = (b"vary", b"accept-encoding")
_LINE_ENDS = [(character.encode(), f"\\u{ord(character):04x}".encode()) for character in "\u0085\u2028\u2029"]
WORTH_COMPRESSING = 1024
"""Bytes of a body."""
_SAMPLE = 4096
_LONG = 1 << 20
"""Bytes that a thread compresses, so that others are served meanwhile."""
_WORTHWHILE = 0.4
"""Compressed to original, on a sample: numbers written as text stay above it, and cost more to pack than to send."""


def from_answer(answer: Answer) -> Response:
    """The response that carries what an operation said."""
    headers: list[Header] = []
    if answer.version is not None:
        headers.append(_etag(answer.version))
    if answer.location:
        path = "/" + "/".join(quote(segment, safe="") for segment in answer.location)
        headers.append((b"location", path.encode("ascii")))
    if answer.lines is not None:
        return Response(answer.status, [_LINES, *headers], stream=_ndjson(answer.lines))
    if answer.status == 204:
        return Response(204, headers)
    return Response(answer.status, [_JSON, *headers], to_json(answer.value))


def from_problem(problem: Problem, request_id: str) -> Response:
    """The response that tells a problem."""
    headers: list[Header] = [_PROBLEM]
    if problem.version is not None:
        headers.append(_etag(problem.version))
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode("ascii")))
    if problem.allow:
        headers.append((b"allow", ", ".join(problem.allow).encode("ascii")))
    if problem.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if problem.close:
        headers.append((b"connection", b"close"))
    return Response(problem.status, headers, to_json(problem.to_json(request_id)))


async def compressed(response: Response, headers: Headers) -> Response:
    """The response, with its body as gzip where the client takes it and it is worth the time."""
    sent = [*response.headers, _VARY]
    if not accepts_gzip(headers) or not _compressible(response.body):
        return Response(response.status, sent, response.body)
    body = response.body
    packed = _packed(body) if len(body) < _LONG else await in_thread(_packed, body)
    return Response(response.status, [*sent, (b"content-encoding", b"gzip")], packed)


async def _ndjson(pieces: AsyncIterator[list[dict[str, Any]]]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield b"".join(_one_line(to_json(record)) for record in piece)


def _one_line(record: bytes) -> bytes:
    # Readers that split at every kind of line end that Unicode knows must not split inside a string.
    for character, escaped in _LINE_ENDS:
        record = record.replace(character, escaped)
    return record + b"\n"


def _etag(version: int) -> Header:
    return (b"etag", f'"{version}"'.encode("ascii"))


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _compressible(body: bytes) -> bool:
    sample = body[:_SAMPLE]
    return len(zlib.compress(sample, 1)) < _WORTHWHILE * len(sample)
