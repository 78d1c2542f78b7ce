"""Requests as RFC 9112 frames them; what could be read in two ways is refused."""

from __future__ import annotations

import asyncio
import re

from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.reference_server.refusals import RefusedError
from vectorizer_conformance.reference_server.request_reader import BODY
from vectorizer_conformance.wire.message import (
    Request,
    TooLongError,
    WireError,
    index_headers,
    read_body,
    read_fields,
)

PATIENCE = 10.0
_START = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~\x80-\xff]+ HTTP/1\.[01]")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00\r\n]*)")


async def read(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: float = PATIENCE
) -> Request | None:
    """The next request, None at the end of the connection; `RefusedError` ends it."""
    try:
        # Up to the first LF, which ends a line in other protocols: a peer that means it waits for an answer.
        first = await reader.readline()
        if not first:
            return None
        if not first.endswith(b"\r\n"):
            raise _malformed("a line does not end with CRLF")
        return await within(_rest(first[:-2], reader, writer), patience)
    except TooLongError as error:
        raise RefusedError("payload-too-large", str(error), limit=BODY) from None
    except WireError as error:
        raise _malformed(str(error)) from None
    except asyncio.TimeoutError:
        raise _malformed(f"the request was not whole within {patience:g} s") from None
    except asyncio.IncompleteReadError:
        raise _malformed("the connection ended in the middle of a request") from None
    except ValueError:
        raise _malformed("the request line is too long") from None


def _malformed(message: str) -> RefusedError:
    return RefusedError("malformed-request", message)


async def _rest(start: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    if not _START.fullmatch(start):
        raise _malformed("the request line is malformed")
    headers = await read_fields(reader, _HEADER)
    method, target, protocol = start.decode("utf-8", "surrogateescape").split(" ")
    index = index_headers(headers)
    hosts = len(index.get("host", []))
    if hosts > 1 or (hosts == 0 and protocol == "HTTP/1.1"):
        raise _malformed("HTTP/1.1 wants one Host")
    codings, lengths = index.get("transfer-encoding", []), index.get("content-length", [])
    if "100-continue" in index.get("expect", []):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    # HTTP/1.0 has no chunks: what stands between may take them for the body, or for another request.
    unclear = lengths or [c.lower() for c in codings] != ["chunked"] or protocol == "HTTP/1.0"
    if len(lengths) > 1 or (codings and unclear):
        raise _malformed("the length of the body can't be known")
    return Request(method, target, headers, await read_body(reader, headers, limit=BODY))
