"""uvicorn's HTTP protocol, with problems instead of its plain answers, limits on headers, and timeouts for slow senders."""

from __future__ import annotations

import asyncio
import re
from typing import Any, ClassVar

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..log import Log
from ..problems import Problem
from ..settings import Settings
from .reading import Readers, ReadingInTurn
from .refusals import (
    EndingTransport,
    HeadersTooLargeError,
    TransferCodingError,
    check_host,
    headers_too_large,
    last_words,
)
from .routing import Router

_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (/[\x21-\x7e]*) HTTP/1\.[01]\r\n")
_LINGER = 2.0
_ROOM = 2048
"""Bytes allowed beyond headers and target while a head is incomplete: the request line's other parts, line ends."""


class StrictProtocol(HttpToolsProtocol):
    """One connection. What `make_server` sets on a subclass is a server's own."""

    settings: ClassVar[Settings]
    log: ClassVar[Log]
    router: ClassVar[Router]
    make_request_id: ClassVar[staticmethod[[], str]]
    readers: ClassVar[Readers]

    flow: ReadingInTurn

    _timer: asyncio.TimerHandle | None = None
    _deadline = 0.0
    _last_piece = 0.0
    _in_message = False
    _in_body = False
    _dropping = False
    _ending = False
    _write_timer: asyncio.TimerHandle | None = None
    _head = 0
    _header_bytes = 0
    _begun = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self.flow = ReadingInTurn(self.transport, self.readers)
        if len(self.connections) > self.settings.connections:
            self._refuse(Problem("unavailable", "The server has too many connections.", retry_after=1))
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._stop_write_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._dropping:
            self.flow.pause_reading()
            self.flow.drop()
            return
        self._unset_keepalive_if_required()
        began = self._in_message
        self._begun = 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # No other protocol is spoken here; the request is answered as it is, and the connection ends.
            self.cycle.keep_alive = False
        except httptools.HttpParserError as error:
            self._refuse(self._problem_of(error, data, began=began))
            return
        # Only now, as most requests come whole and need no timer.
        if self._timer is None and self._in_body:
            self._expect_body()
        elif self._timer is None and (self._in_message or not self._begun):
            self._expect_head()
        if self._in_message and not self._in_body and (began or self._begun == 1):
            self._head += len(data)
            if self._head > self.settings.header_bytes + len(self.url) + _ROOM:
                self._refuse(headers_too_large(self.settings))

    def eof_received(self) -> Any:
        if self._in_body:
            self._refuse(Problem("malformed-request", "The body must be as long as Content-Length says."))
        elif self.cycle is not None and not self.cycle.response_complete:
            # The client has said all it wanted and waits for the answer.
            self.cycle.keep_alive = False
            return True
        return None

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_message = True
        self._begun += 1
        self._head = self._header_bytes = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self.settings.target_bytes:
            raise HeadersTooLargeError

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value) + 4
        if not self._in_body:
            # What follows a chunked body is a trailer: it must not speak as a header (RFC 9110 §6.5.1).
            super().on_header(name, value)
        too_many = len(self.headers) > self.settings.header_count
        if too_many or self._header_bytes > self.settings.header_bytes:
            raise HeadersTooLargeError
        if name.lower() == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise TransferCodingError

    def on_headers_complete(self) -> None:
        check_host(self.headers, self.parser.get_http_version())
        # The parser of URLs takes 64 KiB; a list of ids in a query may be longer, and needs no parsing.
        self.url, question, query = self.url.partition(b"?")
        super().on_headers_complete()
        self.flow.begin()
        if question:
            self.scope["query_string"] = query.partition(b"#")[0]
        self.cycle.transport = EndingTransport(  # type: ignore[assignment]
            self.transport, self._end, has_body=self.scope["method"] != "HEAD"
        )
        # For a test double's faults, which end connections.
        self.scope["extensions"] = {"transport": self.transport}  # type: ignore[dict-item]
        self._in_body = True
        now = self.loop.time()
        self._last_piece = now
        self._deadline = now + self.settings.body_timeout
        self._stop_timer()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._last_piece = self.loop.time()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_message = self._in_body = False
        self._stop_timer()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._ending:
            self._unset_keepalive_if_required()
            self._linger()

    def pause_writing(self) -> None:
        super().pause_writing()
        # A client that does not read what it asked for cannot hold memory for ever.
        self._write_timer = self.loop.call_later(self.settings.body_timeout, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_write_timer()

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(self.settings.header_timeout, self._head_late)

    def _head_late(self) -> None:
        self._timer = None
        if self._in_message and not self._in_body:
            self._refuse(Problem("malformed-request", "The headers took too long."))
        elif not self._in_message and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()

    def _expect_body(self) -> None:
        idle = self.settings.body_idle_timeout
        when = min(self._deadline, self._last_piece + idle)
        self._timer = self.loop.call_at(when, self._body_late)

    def _body_late(self) -> None:
        self._timer = None
        now = self.loop.time()
        if self.flow.read_paused:  # the client waits for the server
            self._last_piece, self._deadline = now, max(self._deadline, now + self.settings.body_idle_timeout)
        if now < self._deadline and now < self._last_piece + self.settings.body_idle_timeout:
            self._expect_body()
        elif self._in_body:
            self._refuse(Problem("malformed-request", "The body took too long."))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

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
        cycle = self.cycle
        pending = cycle is not None and not cycle.response_complete
        if self.pipeline or (pending and not cycle.more_body):
            # An earlier request is still being answered: that answer is sent, and what came after it is dropped.
            self.pipeline.clear()
            self._dropping = self._ending = True
            return
        # A body may still be arriving whose request was answered without it.
        answered = cycle.response_started if pending else self._in_body
        if pending:
            cycle.disconnected = True
            cycle.message_event.set()
        if not (answered or self.transport.is_closing()):
            request_id = self.make_request_id()
            self.transport.write(last_words(problem, request_id))
            self._log_refusal(problem, request_id)
        self._linger()

    def _end(self) -> bool:
        """Ends the connection gently where something may still arrive; False where it may simply be closed."""
        if not (self._in_body or self._ending):
            return False
        self._linger()
        return True

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
