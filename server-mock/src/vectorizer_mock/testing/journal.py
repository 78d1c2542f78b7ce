"""The journal: the last requests and their answers, as many as fit in a bounded amount of memory."""

from __future__ import annotations

import json
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ..clock import rfc3339
from ..http.messages import Receive, Send
from .redact import Redactor

BODY_BYTES = 65_536
"""Bytes of a body that are kept."""
ENTRIES = 1000
TOTAL_BYTES = 16 * 1024 * 1024


@dataclass
class Side:
    """One half of an exchange: headers, and the beginning of the body."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    body_bytes: int = 0

    def take(self, piece: bytes) -> None:
        self.body_bytes += len(piece)
        self.body += piece[: BODY_BYTES - len(self.body)]

    @property
    def text(self) -> str:
        """The body, decompressed, as far as it was kept."""
        body = bytes(self.body)
        if dict(self.headers).get("content-encoding") == "gzip":
            with suppress(zlib.error):
                body = zlib.decompressobj(31).decompress(body, BODY_BYTES)
        return body.decode("utf-8", "replace")

    def describe(self, redactor: Redactor) -> dict[str, Any]:
        shown = redactor.text(self.text)
        return {
            "headers": dict(self.headers),
            "body": _parsed(shown),
            "body_bytes": self.body_bytes,
        }


@dataclass
class Entry:
    """One exchange. `status` is 0 while there is no answer; `complete` says whether all of the answer was sent."""

    number: int
    operation: str
    request_id: str
    method: str
    path: str
    query: str
    started_at: int
    request: Side
    response: Side = field(default_factory=Side)
    status: int = 0
    complete: bool = False
    fault: str | None = None
    seconds: float = 0.0
    waited: float = 0.0
    """Until the first byte of the answer."""

    @property
    def size(self) -> int:
        """About as many bytes as it takes."""
        headers = sum(
            len(name) + len(value) for side in (self.request, self.response) for name, value in side.headers
        )
        return (
            1024
            + len(self.path)
            + len(self.query)
            + headers
            + len(self.request.body)
            + len(self.response.body)
        )

    def describe(self, redactor: Redactor) -> dict[str, Any]:
        request = {
            "id": self.request_id,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            **self.request.describe(redactor),
        }
        response = {"status": self.status, "complete": self.complete, **self.response.describe(redactor)}
        return {
            "number": self.number,
            "operation": self.operation,
            "started_at": rfc3339(self.started_at),
            "milliseconds": round(self.seconds * 1000, 3),
            "fault": self.fault,
            "request": request,
            "response": response if self.status else None,
        }


class Journal:
    """The last exchanges, oldest first."""

    def __init__(self, redactor: Redactor, now: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        self.redactor = redactor
        self._now = now
        self._entries: deque[Entry] = deque()
        self._number = 0
        self._size = 0
        self.dropped = 0

    def begin(self, scope: Mapping[str, Any], operation: str, request_id: str) -> Entry:
        """A new entry; what is kept of older ones shrinks to make room."""
        self._number += 1
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
        path = raw_path.partition(b"?")[0].decode("latin-1")[:BODY_BYTES]
        return Entry(
            self._number,
            operation,
            request_id,
            scope["method"],
            self.redactor.text(path),
            self.redactor.query(scope.get("query_string", b"")[:BODY_BYTES].decode("latin-1")),
            self._now(),
            Side(self.redactor.headers(scope["headers"])),
        )

    def keep(self, entry: Entry) -> None:
        """Keep an exchange that has ended."""
        self._entries.append(entry)
        self._size += entry.size
        while len(self._entries) > ENTRIES or self._size > TOTAL_BYTES:
            self._size -= self._entries.popleft().size
            self.dropped += 1

    def clear(self) -> None:
        self._entries.clear()
        self._size = self.dropped = 0

    def find(self, wanted: Mapping[str, Any]) -> Iterator[Entry]:
        """The entries that have all that is wanted; `body` is a part of the request's JSON, `after` a number."""
        return (entry for entry in self._entries if self._fits(entry, wanted))

    def _fits(self, entry: Entry, wanted: Mapping[str, Any]) -> bool:
        if entry.number <= wanted.get("after", 0):
            return False
        for name in ("operation", "method", "path", "status", "request_id", "fault"):
            if name in wanted and getattr(entry, name) != wanted[name]:
                return False
        if "body" not in wanted:
            return True
        return contains(_parsed(entry.request.text), wanted["body"])


def contains(whole: Any, part: Any) -> bool:
    """Whether a value has all that another one has: members of objects, and lists and scalars as they are."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and contains(whole[name], value) for name, value in part.items()
        )
    if isinstance(whole, bool) or isinstance(part, bool):
        return whole is part
    return bool(whole == part)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return text


def noting(
    entry: Entry, redactor: Redactor, receive: Receive, send: Send, started: float
) -> tuple[Receive, Send]:
    """`receive` and `send` that note in the entry what passes."""

    async def receive_noted() -> dict[str, Any]:
        message = await receive()
        if message["type"] == "http.request":
            entry.request.take(message.get("body", b""))
        return message

    async def send_noted(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            entry.status = message["status"]
            entry.waited = time.perf_counter() - started
            entry.response.headers = redactor.headers(message["headers"])
        else:
            entry.response.take(message.get("body", b""))
            entry.complete = not message.get("more_body", False)
        await send(message)

    return receive_noted, send_noted
