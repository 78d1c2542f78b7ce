"""A connection under uvicorn's server: problems for what is not HTTP, limits on headers, timeouts for slow senders."""

from __future__ import annotations

import asyncio
import re
from collections import deque
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
)
from .routing import Router
from .scope import make_scope
from .timeouts import TimedConnection

_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (/[\x21-\x7e]*) HTTP/1\.[01]\r\n")
_LINGER = 2.0
_ROOM = 2048
"""Bytes allowed beyond headers and target while a head is incomplete: the request line's other parts, line ends."""


class StrictProtocol(TimedConnection):
    """One connection. What `make_server` sets on a subclass is a server's own."""

    log: ClassVar[Log]
    router: ClassVar[Router]
    make_request_id: ClassVar[staticmethod[[], str]]
    readers: ClassVar[Readers]

    _dropping = False
    _ending = False
    _head = 0
    _header_bytes = 0
    _begun = 0

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
        self._url = b""
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
        self._read(data)
        # When all is read that is there: most requests are then whole, and their answers need not wait for the loop.
        first = self._exchanges[0] if self._exchanges else None
        if first is not None and not (first.is_begun or first.disconnected):
            first.begin(self._application, at_once=True)

    def _read(self, data: bytes) -> None:
        began = self._in_message
        self._begun = 0
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # No other protocol is spoken here; the request is answered as it is, and the connection ends.
            self._exchanges[-1].keep_alive = False
        except httptools.HttpParserError as error:
            self._refuse(self._problem_of(error, data, began=began))
            return
        # Only now, as most requests come whole and need no timer.
        if self._timer is None and self._in_body:
            self._expect_body()
        elif self._timer is None and (self._in_message or not (began or self._begun)):
            self._expect_head()
        if self._in_message and not self._in_body and (began or self._begun == 1):
            self._head += len(data)
            if self._head > self.settings.header_bytes + len(self._url) + _ROOM:
                self._refuse(headers_too_large(self.settings))

    def eof_received(self) -> Any:
        if self._in_body:
            self._refuse(Problem("malformed-request", "The body must be as long as Content-Length says."))
        elif self._exchanges:
            # The client has said all it wanted and waits for the answer.
            self._exchanges[-1].keep_alive = False
            return True
        return None

    def on_message_begin(self) -> None:
        self._url, self._headers = b"", []
        self._in_message = True
        self._begun += 1
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
        scope = make_scope(parser.get_method(), version, self._url, headers, self.transport)
        exchange = Exchange(
            self,
            scope,
            keep_alive=version != "1.0" and parser.should_keep_alive(),
            # What HTTP/1.0 expects is to be ignored (RFC 9110 §10.1.1).
            wants_continue=version != "1.0" and "100-continue" in map(str.lower, headers.get_all("expect")),
        )
        self.flow.begin()
        self._in_body = True
        self._last_piece = self.loop.time()
        self._deadline = self._last_piece + self.settings.body_timeout
        self._stop_timer()
        self._exchanges.append(exchange)
        if len(self._exchanges) > 1:
            self.flow.pause_reading()

    def on_body(self, body: bytes) -> None:
        self._last_piece = self.loop.time()
        if self._exchanges:  # or it was answered without its body
            self._exchanges[-1].take(body)

    def on_message_complete(self) -> None:
        if self._exchanges:
            self._exchanges[-1].more_body = False
            self._exchanges[-1].tell()
        self._in_message = self._in_body = False
        self._stop_timer()

    def go_on(self) -> None:
        """Go on after an answer: with the next request, or until there is one."""
        self._exchanges.popleft()
        if not self.transport.is_closing():
            self.flow.resume_reading()
            if self._exchanges:
                self._exchanges[0].begin(self._application)
            else:
                self._rest()
        if self._ending:
            self._linger()

    def end(self) -> None:
        """End after an answer: gently where something may still arrive."""
        if self._in_body or self._ending:
            self._linger()
        else:
            self.transport.close()

    def _problem_of(self, error: Exception, data: bytes, *, began: bool) -> Problem:
        if isinstance(error.__context__, HeadersTooLargeError):
            return headers_too_large(self.settings)
        if isinstance(error, httptools.HttpParserInvalidMethodError) and not began:
            line = _REQUEST_LINE.match(data)
            if line is not None:
                # A method that the parser has never heard of is still a method.
                try:
                    self.router.find(line[1].decode("ascii"), line[2].partition(b"?")[0])
                except Problem as problem:
                    return problem
        return Problem("malformed-request", "The request must be HTTP/1.1.")

    def _refuse(self, problem: Problem) -> None:
        """Answers with a problem, if an answer can still be sent, and ends the connection."""
        self._stop_timer()
        exchange = self._exchanges[-1] if self._exchanges else None
        if exchange is not None and (len(self._exchanges) > 1 or not exchange.more_body):
            # An earlier request is still being answered: that answer is sent, and what came after it is dropped.
            self._exchanges = deque([self._exchanges[0]])
            self._dropping = self._ending = True
            return
        # A body may still be arriving whose request was answered without it.
        answered = self._in_body if exchange is None else exchange.is_started
        if exchange is not None:
            exchange.leave()
        if not (answered or self.transport.is_closing()):
            request_id = self.make_request_id()
            self.transport.write(last_words(problem, request_id))
            self._log_refusal(problem, request_id)
        self._linger()

    def _linger(self) -> None:
        """Says that no more will be sent, and drops what still arrives, for a while.

        Closing at once would reset the connection, and could take the answer back out of the client's hands.
        """
        self._stop_timer()
        self._dropping = True
        self._in_message = self._in_body = self._ending = False
        if not self.transport.is_closing():
            self.flow.drop()
            if self.transport.can_write_eof():
                self.transport.write_eof()
            self.loop.call_later(_LINGER, self.transport.close)

    def _log_refusal(self, problem: Problem, request_id: str) -> None:
        fields = {"request_id": request_id, "method": "?", "operation": "", "status": problem.status}
        self.log.write("info", "request", **fields, problem=problem.code)
