"""A connection under uvicorn's server: problems for what is not HTTP, limits on headers, timeouts for slow senders."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import httptools
from uvicorn import Config
from uvicorn.server import ServerState

from ..log import Log
from ..problems import Problem
from .exchange import Exchange
from .messages import Header, Headers
from .reading import Readers, ReadingInTurn
from .refusals import (
    HeadersTooLargeError,
    TransferCodingError,
    check_host,
    headers_too_large,
    last_words,
    problem_of,
)
from .routing import Router
from .scope import make_scope
from .timeouts import TimedConnection

_HEAD, _PIECE = 1024, 16_384
"""Bytes that are read at a time where a head may begin, and in a body."""
_ROOM = 2048
"""Bytes allowed beyond headers and target while a head is incomplete: the request line's other parts, line ends."""


class StrictProtocol(TimedConnection):
    """One connection. What `make_server` sets on a subclass is a server's own."""

    log: ClassVar[Log]
    router: ClassVar[Router]
    make_request_id: ClassVar[staticmethod[[], str]]
    readers: ClassVar[Readers]

    _head = 0
    _header_bytes = 0
    _begun = False
    _only_framing = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__()
        self.loop = _loop or asyncio.get_event_loop()
        self.state = server_state
        self._application = config.loaded_app
        self._parser = httptools.HttpRequestParser(self)
        # So that what comes after a request that ends the connection does not take away its answer.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._url = bytearray()
        self._headers: list[Header] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.flow = ReadingInTurn(self.transport, self.readers)
        self.state.connections.add(self)  # type: ignore[arg-type]
        if len(self.state.connections) > self.settings.connections:
            self._refuse(Problem("unavailable", "The server has too many connections.", retry_after=1))
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.state.connections.discard(self)
        self._end_timers()
        for exchange in self._exchanges:
            exchange.leave()
        self.flow.resume_writing()
        # Each holds the other, and nobody looks for such pairs.
        del self._parser

    def shutdown(self) -> None:
        """uvicorn's server ends: so does the connection, after the answer that is under way."""
        if self._exchanges:
            self._exchanges[-1].keep_alive = False
        else:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        if self._dropping:
            self.flow.pause_reading()
            self.flow.drop()
            return
        self._read_pieces(data)
        # When all is read that is there: most requests are then whole, and their answers need not wait for the loop.
        first = self._exchanges[0] if self._exchanges else None
        if first is not None and not (first.is_begun or first.disconnected):
            first.begin(self._application, at_once=True)

    def _read_pieces(self, data: bytes) -> None:
        """Read until a request waits for another: what came at once may hold thousands of them."""
        began, self._begun = self._in_message, False
        data, at = self._unread + data, 0
        while at < len(data) and len(self._exchanges) < 2 and not self._dropping:
            end = at + (_PIECE if self._in_body else _HEAD)
            self._read(data[at:end])
            at = end
        self._unread = data[at:]
        # Only now, as most requests come whole and need no timer.
        if self._dropping or self._timer is not None:
            return
        if self._in_body:
            self._expect_body()
        elif self._in_message or not (began or self._begun):
            self._expect_head()

    def _read(self, data: bytes) -> None:
        began, self._only_framing = self._in_message, True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # No other protocol is spoken here; the request is answered as it is, and the connection ends.
            self._exchanges[-1].keep_alive = False
        except httptools.HttpParserError as error:
            self._refuse(problem_of(error, b"" if began else data, self.settings, self.router))
            return
        if self._in_message and self._only_framing:
            self._head += len(data)
            if self._head > self.settings.header_bytes + len(self._url) + _ROOM:
                self._refuse(headers_too_large(self.settings))

    def eof_received(self) -> Any:
        if self._in_body:
            self._refuse(Problem("malformed-request", "The body must be as long as Content-Length says."))
        elif self._exchanges and self._ending is None:
            self._exchanges[-1].keep_alive = False
        # The client may have said all it wanted, and wait for its answers.
        return bool(self._exchanges) and not self._exchanges[0].disconnected

    def on_message_begin(self) -> None:
        self._url, self._headers = bytearray(), []
        self._in_message = True
        self._begun = True
        self._head = self._header_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._url += url
        if len(self._url) > self.settings.target_bytes:
            raise HeadersTooLargeError

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value) + 4
        name = name.lower()
        if not self._in_body:
            # What follows a chunked body is a trailer: it must not speak as a header (RFC 9110 §6.5.1).
            self._headers.append((name, value))
        too_many = len(self._headers) > self.settings.header_count
        if too_many or self._header_bytes > self.settings.header_bytes:
            raise HeadersTooLargeError
        if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise TransferCodingError

    def on_headers_complete(self) -> None:
        parser, version = self._parser, self._parser.get_http_version()
        headers = Headers(self._headers)
        check_host(headers, version)
        scope = make_scope(parser.get_method(), version, bytes(self._url), headers, self.transport)
        exchange = Exchange(
            self,
            scope,
            keep_alive=version != "1.0" and parser.should_keep_alive(),
            # What HTTP/1.0 expects is to be ignored (RFC 9110 §10.1.1).
            wants_continue=version != "1.0" and "100-continue" in map(str.lower, headers.get_all("expect")),
        )
        self.flow.begin()
        self._in_body = True
        self._only_framing = False
        self._last_piece = self.loop.time()
        self._deadline = self._last_piece + self.settings.body_timeout
        self._stop_timer()
        self._exchanges.append(exchange)
        if len(self._exchanges) > 1:
            self.flow.pause_reading()

    def on_body(self, body: bytes) -> None:
        self._last_piece = self.loop.time()
        self._head, self._only_framing = 0, False
        if self._exchanges:  # or it was answered without its body
            self._exchanges[-1].take(body)

    def on_message_complete(self) -> None:
        if self._exchanges:
            self._exchanges[-1].more_body = False
            self._exchanges[-1].tell()
        self._in_message = self._in_body = self._only_framing = False
        self._stop_timer()

    def read_on(self) -> None:
        """Read what comes next, unless a request waits for another already."""
        if len(self._exchanges) < 2:
            self.flow.resume_reading()

    def go_on(self) -> None:
        """Go on after an answer: with the next request, or until there is one."""
        self._exchanges.popleft()
        if self.transport.is_closing():
            return
        if self._unread:
            self._read_pieces(b"")  # what has arrived already
        self.read_on()
        if self._exchanges:
            if not self._exchanges[0].disconnected:
                self._exchanges[0].begin(self._application)
        elif self._ending is not None:
            self._say(self._ending)
            self._linger()
        elif not self._dropping:
            self._rest()

    def end(self) -> None:
        """End after an answer: gently where something may still arrive. What came behind it is not looked at."""
        self._exchanges.clear()
        if self._in_body or self._ending is not None:
            self._linger()
        else:
            self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        """Answers with a problem, if an answer can still be sent, and ends the connection."""
        self._stop_timer()
        if len(self._exchanges) > 1 and self._exchanges[-1].more_body:
            self._exchanges.pop()
        exchange = self._exchanges[-1] if self._exchanges else None
        if exchange is not None and not exchange.more_body:
            # Earlier requests are answered first; what comes now is dropped.
            self._dropping, self._ending = True, problem
            self._in_message = self._in_body = False
            return
        # A body may still be arriving whose request was answered without it.
        answered = self._in_body if exchange is None else exchange.is_started
        if exchange is not None:
            exchange.leave()
        if not (answered or self.transport.is_closing()):
            self._say(problem)
        self._linger()

    def _say(self, problem: Problem) -> None:
        request_id = self.make_request_id()
        self.transport.write(last_words(problem, request_id))
        fields = {"request_id": request_id, "method": "?", "operation": "", "status": problem.status}
        self.log.write("info", "request", **fields, problem=problem.code)
