"""One request on a connection as ASGI gives it to the application, and its answer as bytes, written in one go."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..problems import Problem
from .messages import Header
from .refusals import last_words

if TYPE_CHECKING:
    from .protocol import StrictProtocol

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = bytes([*range(9), *range(10, 32), 127])
_HIGH_WATER = 65_536
"""Bytes of a body that wait for the application before the connection is read no further."""
_GONE = {"type": "http.disconnect"}
_WITHOUT_BODY = (204, 304)


class Exchange:
    """A request and its answer. The connection tells what arrives of its body, and what becomes of its client."""

    __slots__ = (
        "_connection",
        "_event",
        "_is_chunked",
        "_is_head",
        "_is_told",
        "_left",
        "_pieces",
        "_size",
        "_start",
        "_wants_continue",
        "disconnected",
        "is_begun",
        "is_complete",
        "is_started",
        "keep_alive",
        "more_body",
        "scope",
    )

    def __init__(
        self, connection: StrictProtocol, scope: dict[str, Any], *, keep_alive: bool, wants_continue: bool
    ) -> None:
        self._connection = connection
        self.scope = scope
        self.keep_alive = keep_alive
        self._wants_continue = wants_continue
        self._is_head = scope["method"] == "HEAD"
        self._pieces: list[bytes] = []
        self._size = 0
        self._is_told = False
        self._event: asyncio.Event | None = None
        """Only where the application waits for what has not arrived yet."""
        self._start: dict[str, Any] | None = None
        self._left: int | None = None
        """Bytes of the answer's body that are yet to come, as Content-Length says; None where something else tells its end."""
        self._is_chunked = False
        self.more_body = True
        self.disconnected = self.is_begun = self.is_started = self.is_complete = False

    def begin(self, application: Callable[..., Awaitable[None]], *, at_once: bool = False) -> None:
        """Have the application answer, in a task that begins at once where Python has such ones."""
        self.is_begun = True
        connection = self._connection
        if at_once and sys.version_info >= (3, 12):
            task: asyncio.Task[None] = asyncio.Task(
                self._run(application), loop=connection.loop, eager_start=True
            )
        else:
            task = connection.loop.create_task(self._run(application))
        if not task.done():
            connection.state.tasks.add(task)
            task.add_done_callback(connection.state.tasks.discard)

    async def _run(self, application: Callable[..., Awaitable[None]]) -> None:
        connection = self._connection
        try:
            await application(self.scope, self.receive, self.send)
        except asyncio.CancelledError:
            # The server ends, and its time to finish is over: no failure of this request.
            connection.log.write("warning", "answer cut off", reason="The server is shutting down.")
        except BaseException as error:
            connection.log.failure("failure", error)
            if not (self.is_started or self.disconnected):
                failure = Problem("internal-error", "The server failed on this request.")
                connection.transport.write(last_words(failure, connection.make_request_id()))
        if not (self.is_complete or self.disconnected):
            # Nobody could tell where an answer ends that is not whole.
            connection.transport.close()

    def take(self, body: bytes) -> None:
        """More of the body has arrived."""
        self._pieces.append(body)
        self._size += len(body)
        if self._size > _HIGH_WATER:
            self._connection.flow.pause_reading()
        self.tell()

    def tell(self) -> None:
        """Wake the application where it waits: something arrived, or nothing more will."""
        self._is_told = True
        if self._event is not None:
            self._event.set()

    def leave(self) -> None:
        """The client is gone, or gets no answer."""
        if not self.is_complete:
            self.disconnected = True
        self.tell()

    async def receive(self) -> dict[str, Any]:
        """ASGI: the next piece of the body, or that the client is gone or has its answer."""
        if self._wants_continue and not self._connection.transport.is_closing():
            self._connection.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._wants_continue = False
        if not (self.disconnected or self.is_complete):
            self._connection.read_on()
            if not self._is_told:
                self._event = self._event or asyncio.Event()
                await self._event.wait()
                self._event.clear()
            self._is_told = False
        if self.disconnected or self.is_complete:
            return _GONE
        pieces, self._pieces, self._size = self._pieces, [], 0
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    async def send(self, message: dict[str, Any]) -> None:
        """ASGI: the head of the answer, or the next piece of its body."""
        if self._connection.flow.write_paused and not self.disconnected:
            await self._connection.flow.drain()
        if self.disconnected:
            return
        if not self.is_started:
            self._start = message
            self.is_started = True
            self._wants_continue = False
            return
        if self.is_complete:
            raise RuntimeError("the answer is complete")
        body, more = message.get("body", b""), message.get("more_body", False)
        head = b"" if self._start is None else self._head(self._start)
        self._start = None
        if self._is_head:
            body, self._left = b"", 0
        elif self._is_chunked:
            body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"" if more else b"0\r\n\r\n")
        elif self._left is not None:
            if len(body) > self._left:
                raise RuntimeError("the answer is longer than its Content-Length")
            self._left -= len(body)
        if head or body:
            self._connection.transport.write(head + body)
        if not more:
            self._complete()

    def _complete(self) -> None:
        if self._left:
            raise RuntimeError("the answer is shorter than its Content-Length")
        self.is_complete = True
        self.tell()
        if self.keep_alive:
            self._connection.go_on()
        else:
            self._connection.end()

    def _head(self, start: dict[str, Any]) -> bytes:
        """The head as bytes, which tells how the body's end is known."""
        status: int = start["status"]
        headers: list[Header] = self._connection.state.default_headers + start["headers"]
        lines = [_status_line(status)]
        says_close = False
        for name, value in headers:
            label = _label(name)
            lines.append(label + value)
            if label == b"content-length: ":
                self._left = int(value)
            elif label == b"connection: " and value.lower() == b"close":
                self.keep_alive, says_close = False, True
        if not (self.keep_alive or says_close):
            lines.append(b"connection: close")
        if self._left is None:
            if self._is_head or status in _WITHOUT_BODY:
                self._left = 0
            elif self.scope["http_version"] != "1.0":  # there, the connection's end tells the body's
                self._is_chunked = True
                lines.append(b"transfer-encoding: chunked")
        head = b"\r\n".join(lines)
        if len(head) - len(head.translate(None, _CONTROLS)) > 2 * (len(lines) - 1):
            raise RuntimeError("a header of the answer has a control character")
        return head + b"\r\n\r\n"


@lru_cache(maxsize=64)
def _status_line(status: int) -> bytes:
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return f"HTTP/1.1 {status} {phrase}".encode("ascii")


@lru_cache(maxsize=256)
def _label(name: bytes) -> bytes:
    if not _NAME.fullmatch(name):
        raise RuntimeError("a header of the answer has no such name")
    return name.lower() + b": "
