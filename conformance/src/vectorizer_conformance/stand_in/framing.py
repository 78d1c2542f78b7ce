"""Reads requests as RFC 9112 frames them, and refuses what a smuggler writes."""

from __future__ import annotations

import asyncio
import re

from vectorizer_conformance.stand_in.parse import BODY
from vectorizer_conformance.stand_in.problem import RefusedError
from vectorizer_conformance.tasks import within
from vectorizer_conformance.wire.message import Headers, Request, index_headers

PATIENCE = 10.0
_START = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~\x80-\xff]+ HTTP/1\.[01]")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)")


async def read(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: float = PATIENCE
) -> Request | None:
    """The next request, None at the end of the connection; `RefusedError` ends it."""
    first = await reader.readline()
    if not first:
        return None
    try:
        return await within(_rest(first, reader, writer), patience)
    except asyncio.TimeoutError:
        raise _bad(f"the request was not whole within {patience:g} s") from None
    except (asyncio.IncompleteReadError, ValueError):
        raise _bad("the request is not framed as HTTP/1.1") from None


def _bad(words: str) -> RefusedError:
    return RefusedError("malformed-request", words)


async def _rest(first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    if not _START.fullmatch(_line(first)):
        raise _bad("this is no request line")
    headers: Headers = []
    while line := _line(await reader.readline()):
        found = _HEADER.fullmatch(line)
        if found is None:
            raise _bad("a header is not written as one")
        name, value = (part.decode("utf-8", "surrogateescape") for part in found.groups())
        headers.append((name, value.strip(" \t")))
    method, target, _ = _line(first).decode("utf-8", "surrogateescape").split(" ")
    index = index_headers(headers)
    hosts = len(index.get("host", []))
    if hosts > 1 or (hosts == 0 and first.endswith(b"1.1\r\n")):
        raise _bad("HTTP/1.1 wants one Host")
    codings, lengths = index.get("transfer-encoding", []), index.get("content-length", [])
    if "100-continue" in index.get("expect", []):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if codings and (lengths or [c.lower() for c in codings] != ["chunked"]):
        raise _bad("the length of the body can't be known")
    if codings:
        return Request(method, target, headers, await _chunks(reader))
    if len(lengths) > 1 or not re.fullmatch("[0-9]{0,18}", "".join(lengths)):
        raise _bad("the Content-Length is none")
    length = int(lengths[0]) if lengths else 0
    _hold(length)
    return Request(method, target, headers, await reader.readexactly(length))


def _line(line: bytes) -> bytes:
    if not line.endswith(b"\r\n"):
        raise _bad("a line does not end with CRLF")
    return line[:-2]


def _hold(length: int) -> None:
    if length > BODY:
        raise RefusedError("payload-too-large", f"the body is longer than {BODY} bytes", limit=BODY)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        size = int(_line(await reader.readline()).partition(b";")[0], 16)
        _hold(len(body) + size)
        if size == 0:
            while _line(await reader.readline()):
                pass
            return bytes(body)
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise _bad("a chunk does not end where it must")
