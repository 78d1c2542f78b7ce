"""HTTP/1.1 messages, read from a stream and written as bytes.

Nothing is normalised: the target is the raw one, headers keep their order and spelling.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from dataclasses import dataclass, field

HEAD_LIMIT = 1 << 20
BODY_LIMIT = 256 << 20
_STATUS, _DIGITS, _HEX = (
    re.compile("[1-9][0-9]{2}"),
    re.compile("[0-9]{1,18}"),
    re.compile("[0-9A-Fa-f]{1,15}"),
)
# A chunk's first line: its size and extensions. A control character in them ends the line for some readers.
_CHUNK = re.compile(rb"([^ \t;][^;]*?)[ \t]*(?:;[\t -~\x80-\xff]*)?")
# A header field as lenient readers take it: anything with a colon.
_FIELD = re.compile(rb"([^:]*):(.*)", re.DOTALL)
Headers = list[tuple[str, str]]


class WireError(Exception):
    """The other side closed, stalled or did not speak HTTP."""


class TooLongError(WireError):
    """A body of more bytes than the reader holds."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is longer than {limit} bytes")


def index_headers(headers: Headers) -> dict[str, list[str]]:
    """Lower-case name → its values in order."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found


@dataclass
class Request:
    """A request; `target` is exactly what stood in the request line."""

    method: str
    target: str
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def to_bytes(self) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{k}: {v}" for k, v in self.headers)]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + self.body

    @property
    def content(self) -> bytes:
        """The body without its Content-Encoding."""
        return decoded(self.body, self.header("content-encoding"))


@dataclass
class Response:
    """An answer; `closed` tells that the connection ended with it."""

    status: int
    reason: str = ""
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    closed: bool = False
    elapsed: float = 0.0

    @property
    def index(self) -> dict[str, list[str]]:
        return index_headers(self.headers)

    @property
    def content(self) -> bytes:
        """The body without its Content-Encoding."""
        return decoded(self.body, self.index.get("content-encoding", [None])[0])


def above(response: Response, prefix: str) -> Response:
    """The answer of a server whose paths begin with a prefix as one without it would give it: `Location` loses it."""
    if prefix:
        response.headers = [
            (name, value.removeprefix(prefix))
            if name.lower() == "location" and value.startswith(f"{prefix}/")
            else (name, value)
            for name, value in response.headers
        ]
    return response


def decoded(body: bytes, encoding: str | None) -> bytes:
    """Undo gzip or deflate; anything unknown or broken stays as it is."""
    coding = (encoding or "").strip().lower()
    try:
        if coding in ("gzip", "x-gzip"):
            return gzip.decompress(body)
        if coding == "deflate":
            # Some leave out the wrapper that the name stands for.
            return zlib.decompress(
                body, zlib.MAX_WBITS if body[:1] and body[0] & 15 == 8 else -zlib.MAX_WBITS
            )
    except (OSError, EOFError, zlib.error):
        pass
    return body


async def read_line(reader: asyncio.StreamReader) -> bytes:
    """The next line without its CRLF; `asyncio.IncompleteReadError` at the end of the stream."""
    try:
        return (await reader.readuntil(b"\r\n"))[:-2]
    except asyncio.LimitOverrunError as error:
        raise WireError("a line is too long") from error


async def _head(reader: asyncio.StreamReader) -> tuple[str, Headers] | None:
    """The start line and headers; None when the stream ended before a byte came."""
    start = b""
    try:
        start = await read_line(reader)
        return start.decode("utf-8", "surrogateescape"), await read_fields(reader)
    except asyncio.IncompleteReadError as error:
        if not (start or error.partial):
            return None
        raise WireError("the connection ended in the middle of the head") from error


async def read_fields(reader: asyncio.StreamReader, form: re.Pattern[bytes] = _FIELD) -> Headers:
    """Header fields to the empty line after them; `form` matches one, with its name and value."""
    headers: Headers = []
    left = HEAD_LIMIT
    while line := await read_line(reader):
        left -= len(line)
        if left < 0:
            raise WireError("the head is too long")
        field_ = form.fullmatch(line)
        if field_ is None:
            raise WireError(f"not a header or trailer: {line[:80]!r}")
        name, value = (part.decode("utf-8", "surrogateescape") for part in field_.groups())
        headers.append((name, value.strip(" \t")))
    return headers


async def read_body(
    reader: asyncio.StreamReader, headers: Headers, *, to_end: bool = False, limit: int = BODY_LIMIT
) -> bytes:
    """The body that the headers announce; `TooLongError` for one of more than `limit` bytes."""
    index = index_headers(headers)
    try:
        if index.get("transfer-encoding", [""])[-1].lower() == "chunked":
            return await _chunks(reader, limit)
        if "content-length" in index:
            length = _number(index["content-length"][0], _DIGITS, 10)
            if length > limit:
                raise TooLongError(limit)
            return await reader.readexactly(length)
        return await reader.read(-1) if to_end else b""
    except asyncio.IncompleteReadError as error:
        raise WireError(f"the body ended after {len(error.partial)} bytes") from error
    except ValueError as error:
        raise WireError(f"not a length: {error}") from error


def _number(text: str, form: re.Pattern[str], base: int) -> int:
    """RFC 9110 and 9112 write lengths in digits of ASCII only; `int` takes more: signs, `_`, `0x`, digits of all scripts."""
    if not form.fullmatch(text):
        raise ValueError(repr(text[:80]))
    return int(text, base)


async def _chunks(reader: asyncio.StreamReader, limit: int) -> bytes:
    parts = bytearray()
    while True:
        line = await read_line(reader)
        parts_of_line = _CHUNK.fullmatch(line)
        size = _number((parts_of_line[1] if parts_of_line else line).decode("latin-1"), _HEX, 16)
        if len(parts) + size > limit:
            raise TooLongError(limit)
        if size == 0:
            await read_fields(reader)  # trailers (RFC 9112, 7.1.2), which nothing here reads
            return bytes(parts)
        data = await reader.readexactly(size + 2)
        if data[-2:] != b"\r\n":
            raise WireError("a chunk goes on after its length")
        parts += data[:-2]


async def read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None = None
) -> Request | None:
    """The next request on a connection, or None at its end."""
    head = await _head(reader)
    if head is None:
        return None
    start, headers = head
    words = start.split(" ")
    if len(words) != 3:
        raise WireError(f"not a request line: {start[:80]!r}")
    if writer is not None and any(k.lower() == "expect" and "100" in v for k, v in headers):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Request(words[0], words[1], headers, await read_body(reader, headers))


async def read_response(reader: asyncio.StreamReader, method: str) -> Response:
    """The final answer to a request of `method`; interim 1xx answers are passed over."""
    while True:
        head = await _head(reader)
        if head is None:
            raise WireError("the connection ended without an answer")
        start, headers = head
        words = start.split(" ", 2)
        if len(words) < 2 or not words[0].startswith("HTTP/1.") or not _STATUS.fullmatch(words[1]):
            raise WireError(f"not a status line: {start[:80]!r}")
        status = int(words[1])
        if status >= 200:
            break
    index = index_headers(headers)
    lengths = set(index.get("content-length", []))
    if len(lengths) > 1 or (lengths and "transfer-encoding" in index):
        raise WireError("the answer says its length in two ways")
    empty = method == "HEAD" or status in (204, 304)
    sized = "content-length" in index or "transfer-encoding" in index
    body = b"" if empty else await read_body(reader, headers, to_end=True)
    closed = "close" in ",".join(index.get("connection", [])).lower() or (not sized and not empty)
    return Response(status, words[2] if len(words) > 2 else "", headers, body, closed)
